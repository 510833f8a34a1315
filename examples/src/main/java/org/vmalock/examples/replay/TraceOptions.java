package org.vmalock.examples.replay;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.Table;
import org.vmalock.examples.trace.Trace;
import org.vmalock.examples.trace.TraceFormatException;
import org.vmalock.examples.trace.TraceReader;
import org.vmalock.examples.trace.TraceSelection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose the trace of a replay. */
public final class TraceOptions {
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

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Created by the command line. */
  public TraceOptions() {}

  /**
   * Reads the trace, and prints what was made into it.
   *
   * @param out receives the notes
   * @return the trace
   * @throws ParameterException if the trace cannot be read or is malformed
   */
  public Trace read(PrintWriter out) {
    try {
      Trace trace = TraceReader.read(name, new TraceSelection(process, start, seed));
      trace.origin().notes().forEach(note -> Table.note(out, note));
      return trace;
    } catch (TraceFormatException malformed) {
      throw new ParameterException(spec.commandLine(), malformed.getMessage());
    }
  }

  /**
   * Reads a trace for a concurrent replay.
   *
   * @param out receives the notes
   * @return a trace with at least one touch
   * @throws ParameterException if the trace cannot be read, is malformed or has no touch
   */
  public Trace readForReaders(PrintWriter out) {
    Trace trace = read(out);
    if (trace.touches().length == 0) {
      throw new ParameterException(
          spec.commandLine(),
          trace.name() + ":" + trace.lines() + ": the trace ends without a touch (an A line), so readers have no address to look up");
    }
    return trace;
  }
}
