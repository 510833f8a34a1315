package org.vmalock.examples.lazy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.vmalock.examples.run.Bounds;
import org.vmalock.examples.run.Memory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of the workload, which are the same for all schemes. */
public final class LazyArguments {
  private static final int MAXIMUM_CONTEXTS = 1 << 16;
  private static final int MAXIMUM_BYTES = 1 << 24;
  private static final int MAXIMUM_MICROS = 60_000_000;

  /** Bytes of heap for each context: the context, its segment, its buffer, and a reference of a worker. */
  private static final int HEAP_PER_CONTEXT = 400;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "4",
      description = "number of threads that switch; default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--contexts",
      paramLabel = "N",
      defaultValue = "8",
      description = "number of shared contexts; default: ${DEFAULT-VALUE}")
  private int contexts;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "4096",
      description = "size of each context in bytes; default: ${DEFAULT-VALUE}")
  private int bytes;

  @Option(
      names = "--close-every",
      paramLabel = "MICROS",
      defaultValue = "100",
      description = "microseconds between two closes; 0: without pause; default: ${DEFAULT-VALUE}")
  private int closeMicros;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Created by the command line. */
  public LazyArguments() {}

  /** Returns the options of a run of so many seconds, after checking them. */
  LazyOptions options(double length) {
    LazyOptions options = new LazyOptions(
        Duration.ofNanos((long) (length * TimeUnit.SECONDS.toNanos(1))),
        Bounds.threads(spec, "--workers", workers, 1),
        Bounds.number(spec, "--contexts", contexts, 1, MAXIMUM_CONTEXTS),
        Bounds.number(spec, "--bytes", bytes, Long.BYTES, MAXIMUM_BYTES) / Long.BYTES * Long.BYTES,
        Bounds.number(spec, "--close-every", closeMicros, 0, MAXIMUM_MICROS));
    checkMemory(options);
    return options;
  }

  /**
   * Checks the options before a run.
   *
   * @throws picocli.CommandLine.ParameterException if a number is out of bounds or needs too much memory
   */
  public void check() {
    options(1);
  }

  /** Checks the worst case, in which each worker uses an old context in each slot, beside the present one and one that is being freed. */
  private void checkMemory(LazyOptions options) {
    String names = "--contexts " + options.contexts() + ", --bytes " + options.bytes() + ", --workers " + options.workers();
    double used = (double) options.contexts() * (options.workers() + 2);
    Memory.checkDirect(spec, names, used * options.bytes());
    Memory.checkHeap(spec, names, used * HEAP_PER_CONTEXT);
  }
}
