package org.vmalock.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One side of a row: a program that a fresh JVM runs, and the number that its output is reduced to.
 *
 * @param program a JMH benchmark (class and method, without the package), or a class of this package with a {@code main} method
 * @param parameters parameters of the JMH benchmark, or arguments of the program by name
 * @param metric the number that counts
 * @param diagnostics the state of the library's diagnostics
 */
record Side(String program, Map<String, String> parameters, Metric metric, Diagnostics diagnostics) {
  Side(String program, Map<String, String> parameters, Metric metric) {
    this(program, parameters, metric, Diagnostics.OFF);
  }

  /** Returns this side with the diagnostics in another state. */
  Side with(Diagnostics state) {
    return new Side(program, parameters, metric, state);
  }

  /** What the output of a program is reduced to. */
  enum Metric {
    /** JMH's primary result: nanoseconds per operation. */
    NANOS,
    /** The nanoseconds per release that {@link EndWriteAllBenchmark} measures itself. */
    RELEASE_NANOS,
    /** The result of the method {@code read} of a group of threads: nanoseconds per operation. */
    READ_NANOS,
    /** Bytes allocated per operation, by JMH's allocation profiler. */
    BYTES,
    /** The last line that the program prints. */
    PRINTED
  }

  private static final List<String> MUCH_CODE = 
      List.of(
          name(MapUnmapBenchmark.class, ""),
          name(TreeChangeBenchmark.class, ""),
          name(TreeBuildBenchmark.class, ""),
          name(LookupBesideWriterBenchmark.class, ""));

  static Side nanos(Class<?> benchmarks, String method, String... parameters) {
    return new Side(name(benchmarks, method), map(parameters), Metric.NANOS);
  }

  static Side bytes(Class<?> benchmarks, String method, String... parameters) {
    return new Side(name(benchmarks, method), map(parameters), Metric.BYTES);
  }

  static Side metric(Metric metric, Class<?> benchmarks, String method, String... parameters) {
    return new Side(name(benchmarks, method), map(parameters), metric);
  }

  static Side printed(Class<?> program, String... parameters) {
    return new Side(program.getSimpleName(), map(parameters), Metric.PRINTED);
  }

  private static String name(Class<?> benchmarks, String method) {
    return benchmarks.getSimpleName() + "." + method;
  }

  private static Map<String, String> map(String... parameters) {
    Map<String, String> map = new TreeMap<>();
    for (String parameter : parameters) {
      String[] parts = parameter.split("=", 2);
      map.put(parts[0], parts[1]);
    }
    return Map.copyOf(map);
  }

  /** Whether it takes long until the code of this side is compiled: changes and walks of a whole index. */
  boolean hasMuchCode() {
    return MUCH_CODE.stream().anyMatch(program::startsWith);
  }

  boolean isBenchmark() {
    return metric != Metric.PRINTED;
  }

  /** The arguments that select this side, without those for the effort. */
  List<String> arguments() {
    Map<String, String> sorted = new TreeMap<>(parameters);
    return isBenchmark()
        ? sorted.entrySet().stream().flatMap(p -> List.of("-p", p.getKey() + "=" + p.getValue()).stream()).toList()
        : sorted.entrySet().stream().map(p -> p.getKey() + "=" + p.getValue()).toList();
  }

  @Override
  public String toString() {
    String state = diagnostics == Diagnostics.OFF ? "" : " with diagnostics " + diagnostics.name().toLowerCase(Locale.ROOT);
    return (parameters.isEmpty() ? program : program + new TreeMap<>(parameters)) + state;
  }
}
