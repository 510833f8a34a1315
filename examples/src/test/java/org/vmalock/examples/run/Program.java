package org.vmalock.examples.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vmalock.examples.Main;

/** The program in a JVM of its own, with the class path of the tests. */
public final class Program {
  private static final long LONGEST_SECONDS = 90;
  private static final char CONTROL_C = 3;

  private final Path directory;
  private final List<String> jvmOptions = new ArrayList<>();
  private String classPath = System.getProperty("java.class.path");

  /**
   * Prepares a program.
   *
   * @param directory receives its output
   */
  public Program(Path directory) {
    this.directory = directory;
  }

  /**
   * Result of a program.
   *
   * @param exitCode the exit code
   * @param out the standard output, or the output of the terminal
   * @param err the standard error; empty in a terminal
   */
  public record Result(int exitCode, String out, String err) {}

  /**
   * Puts a directory of classes in front of the class path.
   *
   * @param classes the directory
   * @return this program
   */
  public Program withClasses(Path classes) {
    classPath = classes + java.io.File.pathSeparator + classPath;
    return this;
  }

  /**
   * Adds options of the JVM.
   *
   * @param options the options
   * @return this program
   */
  public Program withJvmOptions(String... options) {
    jvmOptions.addAll(List.of(options));
    return this;
  }

  /**
   * Runs the program to its end.
   *
   * @param arguments the command line
   * @return the result
   */
  public Result run(String... arguments) throws IOException, InterruptedException {
    Process process = start(command(arguments));
    try {
      return await(process);
    } finally {
      destroy(process);
    }
  }

  /**
   * Runs the program without a terminal, and requests that it end.
   *
   * @param shown text of the output after which the request is sent
   * @param arguments the command line
   * @return the result
   */
  public Result runAndTerminate(String shown, String... arguments) throws IOException, InterruptedException {
    Process process = start(command(arguments));
    try {
      awaitOutput(process, shown);
      process.destroy();
      return await(process);
    } finally {
      destroy(process);
    }
  }

  /**
   * Runs the program in a pseudo-terminal of 80 columns, and presses Ctrl-C.
   *
   * @param shown text of the output after which Ctrl-C is pressed
   * @param arguments the command line
   * @return the result
   */
  public Result runInTerminalAndInterrupt(String shown, String... arguments) throws IOException, InterruptedException {
    Process process = startInTerminal(arguments);
    try (OutputStream keyboard = process.getOutputStream()) {
      awaitOutput(process, shown);
      keyboard.write(CONTROL_C);
      keyboard.flush();
      return await(process);
    } finally {
      destroy(process);
    }
  }

  /**
   * Runs the program in a pseudo-terminal of 80 columns to its end.
   *
   * @param arguments the command line
   * @return the result
   */
  public Result runInTerminal(String... arguments) throws IOException, InterruptedException {
    Process process = startInTerminal(arguments);
    try {
      return await(process);
    } finally {
      destroy(process);
    }
  }

  /**
   * Tells whether pseudo-terminals can be opened on this machine.
   *
   * @return whether the commands {@code script} and {@code env} can be used
   */
  public static boolean hasTerminal() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("script", "-qec", "env --default-signal=INT stty cols 80", "/dev/null").start();
      return process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String quoted(List<String> command) {
    return "'" + String.join("' '", command) + "'";
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectOutput(out().toFile()).redirectError(err().toFile()).start();
  }

  private Process startInTerminal(String... arguments) throws IOException {
    // A shell that starts the build in the background lets its children ignore the signal.
    String program = "stty cols 80; exec env -u NO_COLOR --default-signal=INT TERM=xterm " + quoted(command(arguments));
    return start(List.of("script", "-qec", program, "/dev/null"));
  }

  private void awaitOutput(Process process, String shown) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    boolean alive = process.isAlive();
    while (!text(out()).contains(shown)) {
      if (!alive || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
        throw new AssertionError("'" + shown + "' is missing in the output: " + text(out()) + text(err()));
      }
      Thread.sleep(20);
      alive = process.isAlive();
    }
  }

  private Result await(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the program does not end: " + text(out()) + text(err()));
    }
    return new Result(process.exitValue(), text(out()), text(err()));
  }

  /** Ends a program that a failed test leaves behind; in a terminal it is a child of the command {@code script}. */
  private static void destroy(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Returns the content of a file, of which the last character may be incomplete. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private Path out() {
    return directory.resolve("out");
  }

  private Path err() {
    return directory.resolve("err");
  }
}
