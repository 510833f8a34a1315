package org.vmalock.examples.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Describes the machine and the JDK of a run, so that results can be compared. */
public final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Machine() {}

  /** Returns the name and the version of the JDK. */
  static String jdk() {
    return System.getProperty("java.vm.name") + " " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
  }

  /** Returns the name and the architecture of the operating system. */
  static String system() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch");
  }

  /** Returns the name of the processor where the operating system tells it, else the architecture. */
  static String processor() {
    if (Files.isReadable(PROCESSORS)) {
      try (Stream<String> lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
        return lines.filter(line -> line.startsWith(MODEL))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElseGet(Machine::architecture);
      } catch (IOException unreadable) {
        return architecture();
      }
    }
    return architecture();
  }

  private static String architecture() {
    return System.getProperty("os.arch");
  }

  /**
   * Returns the options that this JVM was started with, apart from agents.
   *
   * @return the options, to be passed to other JVMs so that they measure under the same conditions
   */
  public static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agent") && !flag.startsWith("-javaagent") && !flag.startsWith("-D"))
        .toList();
  }

  /** Returns the number of processors that the JVM may use. */
  static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
