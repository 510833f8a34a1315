package org.vmalock.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Main class of the JVM in which the tests of one mutant run. Prints one line for each test that has noticed the mutant, and one for each
 * that has run into its time limit; ends with the number of tests.
 */
public final class TestJvm {
  static final String NOTICED = "NOTICED ";
  static final String TIMED_OUT = "TIMED-OUT ";
  static final String ENDED = "ENDED ";

  private TestJvm() {}

  /**
   * Runs tests.
   *
   * @param arguments test classes, or methods as {@code class#method}
   */
  public static void main(String[] arguments) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (String argument : arguments) {
      selectors.add(argument.indexOf('#') < 0 ? selectClass(argument) : selectMethod(argument));
    }
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
    PrintStream out = System.out;
    Listener listener = new Listener(out);
    LauncherFactory.create().execute(request, listener);
    out.println(ENDED + listener.tests);
    out.flush();
    Runtime.getRuntime().halt(0); // a mutant may have left threads that never end
  }

  private static final class Listener implements TestExecutionListener {
    private final PrintStream out;
    private int tests;

    Listener(PrintStream out) {
      this.out = out;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        tests++;
      }
      result.getThrowable().ifPresent(failure -> print(test, failure));
    }

    private static String nameOf(TestIdentifier test) {
      if (test.getSource().orElse(null) instanceof MethodSource method) {
        return method.getClassName().substring(method.getClassName().lastIndexOf('.') + 1) + "." + method.getMethodName();
      }
      return test.getDisplayName();
    }

    private void print(TestIdentifier test, Throwable failure) {
      String what = String.valueOf(failure).lines().filter(line -> !line.isBlank()).findFirst().orElse("");
      out.println((failure instanceof TimeoutException ? TIMED_OUT : NOTICED) + nameOf(test) + ": " + what);
      out.flush();
    }
  }
}
