package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.vmalock.VmaLock;

/** The extension {@link NoHoldsLeftBehind}, in a JVM that records all holds. */
@Timeout(120)
class NoHoldsLeftBehindTest {
  private static final String IN_OTHER_JVM = "vmalock.sample";

  /** The tests of a user, one of which forgets a release. Run by this test only. */
  @ExtendWith(NoHoldsLeftBehind.class)
  @EnabledIfSystemProperty(named = IN_OTHER_JVM, matches = "true")
  static class TestsOfUser {
    @Test
    void releases() {
      VmaLock lock = VmaLock.standalone();
      lock.endRead(lock.tryStartRead());
    }

    @Test
    void forgets() {
      assertTrue(VmaLock.standalone("settings").tryStartRead() > 0);
    }
  }

  /** Runs the tests of the user and prints what has failed. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request().selectors(DiscoverySelectors.selectClass(TestsOfUser.class)).build();
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherFactory.create().execute(request, listener);
      TestExecutionSummary summary = listener.getSummary();
      System.out.println(summary.getTestsSucceededCount() + " succeeded");
      summary.getFailures().forEach(failure -> System.out.println(failure.getException().getMessage()));
    }
  }

  @Test
  void theTestThatForgetsAReleaseFailsWithItsStack() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dvmalock.debug=all", "-D" + IN_OTHER_JVM + "=true", "-cp", System.getProperty("java.class.path"), Program.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> printed = process.inputReader().lines().toList();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals("1 succeeded", printed.get(0), printed::toString);
    assertEquals("forgets() leaves 1 holds behind", printed.get(1), printed::toString);
    String frame = printed.stream().filter(line -> line.startsWith("    at ")).findFirst().orElse("");
    assertTrue(frame.contains("TestsOfUser.forgets("), printed::toString);
  }
}
