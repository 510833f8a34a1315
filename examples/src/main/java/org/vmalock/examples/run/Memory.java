package org.vmalock.examples.run;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks before a run that the memory which its options ask for can be had; a run that needs more is bad usage, reported in one line. */
public final class Memory {
  private static final double MIB = 1 << 20;

  private Memory() {}

  /**
   * Checks memory outside the heap.
   *
   * @param spec the command
   * @param options the options that determine the size, with their values
   * @param bytes the largest size that the run may need
   * @throws ParameterException if the JVM does not allow that much
   */
  public static void checkDirect(CommandSpec spec, String options, double bytes) {
    check(spec, options, bytes, maximumDirect(), "outside the heap", "-XX:MaxDirectMemorySize");
  }

  /**
   * Checks memory of the heap.
   *
   * @param spec the command
   * @param options the options that determine the size, with their values
   * @param bytes the largest size that the run may need
   * @throws ParameterException if the JVM does not allow that much
   */
  public static void checkHeap(CommandSpec spec, String options, double bytes) {
    check(spec, options, bytes, Runtime.getRuntime().maxMemory(), "of heap", "-Xmx");
  }

  private static void check(CommandSpec spec, String options, double bytes, long allowed, String kind, String setting) {
    if (bytes > allowed) {
      throw new ParameterException(
          spec.commandLine(),
          options + String.format(Locale.ROOT, ": may need %,.0f MiB %s; this JVM allows %,.0f MiB (", bytes / MIB, kind, allowed / MIB)
              + setting + ")");
    }
  }

  private static long maximumDirect() {
    HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long set = Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
    return set == 0 ? Runtime.getRuntime().maxMemory() : set;
  }
}
