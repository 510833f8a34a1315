package org.vmalock.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a test program in a separate JVM. */
public final class ForkedJvm {
  private static final long TIMEOUT_SECONDS = 60;

  private ForkedJvm() {}

  /** Runs the program with the class path of this JVM and returns its output. */
  public static String run(List<String> options, Class<?> program, String... arguments) throws IOException, InterruptedException {
    return runOnPath(System.getProperty("java.class.path"), options, program, arguments);
  }

  /** Runs the program and returns its output. Fails with the output if the exit value is not 0 or after a timeout. */
  public static String runOnPath(String classPath, List<String> options, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, program.getName()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("forked-jvm", ".txt");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean terminated = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (!terminated) {
        process.destroyForcibly().waitFor();
      }
      String printed = Files.readString(output);
      assertTrue(terminated, () -> command + " did not terminate within " + TIMEOUT_SECONDS + " s and printed\n" + printed);
      assertEquals(0, process.exitValue(), () -> command + " printed\n" + printed);
      return printed;
    } finally {
      Files.delete(output);
    }
  }

  /** Returns the names of the properties of a program: its package-private static methods without parameters. */
  static Stream<String> propertiesOf(Class<?> program) {
    return Arrays.stream(program.getDeclaredMethods())
        .filter(method -> method.getModifiers() == Modifier.STATIC && method.getParameterCount() == 0 && !method.isSynthetic())
        .map(method -> method.getName())
        .sorted();
  }

  /** Runs one property of a program; called by its main method. */
  static void runProperty(Class<?> program, String property) throws ReflectiveOperationException {
    program.getDeclaredMethod(property).invoke(null);
  }
}
