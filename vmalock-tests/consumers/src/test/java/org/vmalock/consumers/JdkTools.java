package org.vmalock.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The tools of the JDK that runs the tests. */
final class JdkTools {
  private static final long TIMEOUT_SECONDS = 120;

  private JdkTools() {}

  /** Compiles the sources below a directory. Each warning is an error. */
  static void compile(Path sources, Path classes, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-Xlint:all", "-Werror", "-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of(options));
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).sorted().forEach(arguments::add);
    }
    run("javac", arguments);
  }

  /** Runs a tool that is part of the JDK, which must end without an error and without a message. */
  static void run(String tool, List<String> arguments) {
    StringWriter printed = new StringWriter();
    PrintWriter out = new PrintWriter(printed);
    int exitCode = ToolProvider.findFirst(tool).orElseThrow(() -> new AssertionError("no " + tool)).run(out, out, toArray(arguments));
    assertEquals("", printed.toString(), () -> tool + " " + arguments);
    assertEquals(0, exitCode, () -> tool + " " + arguments);
  }

  private static String[] toArray(List<String> arguments) {
    return arguments.toArray(String[]::new);
  }

  /** Runs a Java program on the JDK that runs the tests, and returns the last line that it printed. */
  static String java(String... arguments) throws IOException, InterruptedException {
    return java(Path.of(System.getProperty("java.home")), arguments);
  }

  /** Runs a Java program on a run-time image, and returns the last line that it printed. */
  static String java(Path image, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(image.resolve("bin").resolve("java").toString(), "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(arguments));
    return lastLine(run(command, TIMEOUT_SECONDS));
  }

  /** Runs a command and returns its output. Fails with the output if the exit code is not 0, or after a time limit. */
  static String run(List<String> command, long timeoutSeconds) throws IOException, InterruptedException {
    Path output = Files.createTempFile("output", ".txt");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean terminated = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
      if (!terminated) {
        process.destroyForcibly().waitFor();
      }
      String printed = Files.readString(output);
      assertTrue(terminated, () -> command + " did not terminate within " + timeoutSeconds + " s and printed\n" + printed);
      assertEquals(0, process.exitValue(), () -> command + " printed\n" + printed);
      return printed;
    } finally {
      Files.delete(output);
    }
  }

  private static String lastLine(String printed) {
    List<String> lines = printed.lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
