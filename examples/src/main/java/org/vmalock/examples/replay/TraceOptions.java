package org.vmalock.examples.replay;

import org.jspecify.annotations.Nullable;
import org.vmalock.examples.trace.Trace;
import org.vmalock.examples.trace.TraceFormatException;
import org.vmalock.examples.trace.TraceReader;
import org.vmalock.examples.trace.TraceSelection;
import picocli.CommandLine.Option;

/** The options that choose the trace of a replay. */
final class TraceOptions {
  @Option(
      names = "--trace",
      paramLabel = "NAME|FILE",
      defaultValue = "perl-churn",
      description =
          "name of a bundled trace (perl-churn, perl, python), or a plain or gzip file: a trace, a log of 'strace -f -e"
              + " trace=memory,process -o FILE', or a copy of /proc/PID/maps; default: ${DEFAULT-VALUE}")
  private String name = "";

  @Option(
      names = "--process",
      paramLabel = "PID",
      description = "process of a strace log; default: the one with the most mapping calls")
  private @Nullable Integer process;

  @Option(
      names = "--start",
      paramLabel = "FILE",
      description = "copy of /proc/PID/maps, made when strace attached to the process: the mappings at the start of its log")
  private @Nullable String start;

  @Option(
      names = "--touch-seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "seed of the touches that a strace log does not contain; default: ${DEFAULT-VALUE}")
  private long seed;

  TraceOptions() {}

  Trace read() throws TraceFormatException {
    return TraceReader.read(name, new TraceSelection(process, start, seed));
  }
}
