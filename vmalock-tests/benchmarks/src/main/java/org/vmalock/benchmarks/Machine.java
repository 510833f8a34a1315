package org.vmalock.benchmarks;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The environment of a run, printed above its numbers.
 *
 * @param jdk the virtual machine and its version
 * @param cpu model and number of processors
 * @param os the operating system
 * @param collector the garbage collector
 * @param load runnable processes at the start of the run, averaged over one minute; below zero if unknown
 */
record Machine(String jdk, String cpu, String os, String collector, double load) {

  static Machine describe() {
    String collector =
        ManagementFactory.getGarbageCollectorMXBeans().stream().map(GarbageCollectorMXBean::getName).collect(Collectors.joining(", "));
    return new Machine(
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        Runtime.getRuntime().availableProcessors() + " processors of " + model(),
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"),
        collector,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Describes the load, which is part of the numbers. */
  String quietness() {
    if (load < 0) {
      return "load average unknown";
    }
    String text = String.format(Locale.ROOT, "load average at the start %.2f", load);
    return load < 0.5 ? text : text + ", NOT A QUIET MACHINE: do not trust these numbers";
  }

  /** Linux says it in a file; elsewhere the architecture has to do. */
  private static String model() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
