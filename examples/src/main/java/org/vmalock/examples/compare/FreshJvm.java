package org.vmalock.examples.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.Machine;
import picocli.CommandLine.ExitCode;

/** Runs a command in a JVM of its own, with the options of this one, and reads its result. */
final class FreshJvm {
  private static final String MAIN = "org.vmalock.examples.Main";
  private static final long POLL_MILLIS = 100;

  /** Written by the thread that runs the command, read by the one that ends it early. */
  private volatile @Nullable Process process;

  private volatile boolean stopped;

  /**
   * The end of a command.
   *
   * @param exitCode its exit code
   * @param result its result, or null if it has written none
   * @param err what it has written to standard error
   */
  record Outcome(int exitCode, @Nullable JsonNode result, String err) {
    boolean isBadUsage() {
      return exitCode == ExitCode.USAGE;
    }
  }

  /** Ends the present command, and all later ones, at once. May be called by any thread. */
  void stop() {
    stopped = true;
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  boolean isStopped() {
    return stopped;
  }

  /**
   * Runs a command to its end.
   *
   * @param arguments the command line without the options for the result
   * @param watch called several times per second
   */
  Outcome run(List<String> arguments, Runnable watch) throws IOException, InterruptedException {
    Path json = Files.createTempFile("vmalock-compare", ".json");
    Path out = Files.createTempFile("vmalock-compare", ".out");
    Path err = Files.createTempFile("vmalock-compare", ".err");
    try {
      List<String> command = command(arguments, json);
      Process started = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process = started;
      if (stopped) {
        started.destroyForcibly();
      }
      try {
        while (!started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          watch.run();
        }
      } finally {
        started.destroyForcibly();
      }
      JsonNode result = Files.size(json) == 0 ? null : new ObjectMapper().readTree(json.toFile());
      return new Outcome(started.exitValue(), result, Files.readString(err, StandardCharsets.UTF_8).strip());
    } finally {
      Files.deleteIfExists(json);
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  private static List<String> command(List<String> arguments, Path json) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Machine.flags());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(arguments);
    command.addAll(List.of("--json", json.toString()));
    return command;
  }
}
