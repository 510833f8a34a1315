package org.vmalock.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log records of {@link RefCountWarning}. Runs in a separate JVM, in which no kind was logged before. */
@Timeout(120)
class RefCountWarningTest {
  private static final int TIMES = 7;

  @Test
  void eachKindIsLoggedOnceAndCountedEveryTime() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MisuseProgram.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
    assertEquals(0, process.exitValue(), output);
    List<String> lines = output.lines().toList();
    for (RefCountWarning kind : RefCountWarning.values()) {
      assertEquals(1, lines.stream().filter(line -> line.contains("(" + kind + ", old value")).count(), output);
      assertTrue(lines.contains(kind + "=" + TIMES), output);
    }
    assertEquals(
        RefCountWarning.values().length,
        lines.stream().filter(line -> line.contains("MisuseProgram.misuse")).count(),
        "each record contains the stack of the misuse: " + output);
  }

  /** Causes each kind of warning several times, and prints the counters. */
  static final class MisuseProgram {
    private MisuseProgram() {}

    public static void main(String[] arguments) {
      for (int i = 0; i < TIMES; i++) {
        Arrays.stream(RefCountWarning.values()).forEach(MisuseProgram::misuse);
      }
      for (RefCountWarning kind : RefCountWarning.values()) {
        System.out.println(kind + "=" + kind.count());
      }
    }

    private static void misuse(RefCountWarning kind) {
      switch (kind) {
        case ADD_NOT_ZERO_OVERFLOW -> new RefCount(Integer.MAX_VALUE).addNotZero(1);
        case ADD_OVERFLOW -> new RefCount(Integer.MAX_VALUE).increment();
        case ADD_ON_ZERO -> new RefCount(0).add(1);
        case SUBTRACT_UNDERFLOW -> new RefCount(1).subtractAndTest(2);
        case DECREMENT_TO_ZERO -> new RefCount(1).decrement();
      }
    }
  }
}
