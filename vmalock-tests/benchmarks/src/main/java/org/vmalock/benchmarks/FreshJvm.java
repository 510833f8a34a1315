package org.vmalock.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Measures one side of a row in a JVM that is started for it. */
final class FreshJvm {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final long LONGEST_MINUTES = 10;

  /** The flags of the JVMs that measure. */
  static final List<String> FLAGS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

  private final Effort effort;
  private final Path directory = TemporaryDirectory.create("vmalock-budget");
  private final Map<Path, Path> hookless = new HashMap<>();

  FreshJvm(Effort effort) {
    this.effort = effort;
  }

  /** Runs one side from a jar of benchmarks and returns its number. */
  double measure(Side side, Path jar) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".log");
    Path results = Files.createTempFile(directory, "results", ".json");
    try {
      run(side, command(side, jar, results), output);
      return side.isBenchmark() ? number(side, new ObjectMapper().readTree(results.toFile())) : printed(side, output);
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(results);
    }
  }

  /** The jar, with the classes of a library without hooks before it if the side needs them. They are compiled once for each jar. */
  private String classPath(Side side, Path jar) throws IOException {
    if (side.diagnostics() != Diagnostics.DELETED) {
      return jar.toString();
    }
    Path classes = hookless.get(jar);
    if (classes == null) {
      classes = HooklessLibrary.compile(jar, directory);
      hookless.put(jar, classes);
    }
    return classes + File.pathSeparator + jar;
  }

  private List<String> command(Side side, Path jar, Path results) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(side.diagnostics().flags());
    command.addAll(List.of("-cp", classPath(side, jar)));
    String name = getClass().getPackageName() + "." + side.program();
    if (side.isBenchmark()) {
      command.add("org.openjdk.jmh.Main");
      command.add("^" + Pattern.quote(name) + "$");
      command.addAll(effort.jmhArguments(side.hasMuchCode()));
      command.addAll(List.of("-f", "0", "-rf", "json", "-rff", results.toString()));
      if (side.metric() == Side.Metric.BYTES) {
        command.addAll(List.of("-prof", "gc"));
      }
    } else {
      command.add(name);
    }
    command.addAll(side.arguments());
    return command;
  }

  private static void run(Side side, List<String> command, Path output) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException(side + " did not end within " + LONGEST_MINUTES + " minutes");
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException(side + " ended with exit code " + process.exitValue() + ": " + tail(output));
    }
  }

  private static double number(Side side, JsonNode results) throws IOException {
    if (results.size() != 1) {
      throw new IOException(side + " has " + results.size() + " results instead of one; is it in the jar?");
    }
    JsonNode secondary = results.get(0).get("secondaryMetrics");
    return switch (side.metric()) {
      case NANOS -> results.get(0).get("primaryMetric").get("score").asDouble();
      case READ_NANOS -> score(secondary, "read");
      case RELEASE_NANOS -> score(secondary, "nanos") / score(secondary, "released");
      case BYTES -> score(secondary, ALLOCATED);
      case PRINTED -> throw new IllegalStateException(side + " is no benchmark");
    };
  }

  private static double score(JsonNode metrics, String prefix) throws IOException {
    for (var metric : metrics.properties()) {
      if (metric.getKey().startsWith(prefix)) {
        return metric.getValue().get("score").asDouble();
      }
    }
    throw new IOException("no metric " + prefix + " among " + metrics);
  }

  private static double printed(Side side, Path output) throws IOException {
    String last = tail(output);
    try {
      return Double.parseDouble(last.strip());
    } catch (NumberFormatException e) {
      throw new IOException(side + " printed \"" + last + "\" instead of a number", e);
    }
  }

  private static String tail(Path output) {
    try {
      List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8).stream().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
