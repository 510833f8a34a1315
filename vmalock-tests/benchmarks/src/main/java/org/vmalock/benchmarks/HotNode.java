package org.vmalock.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * Threads that all read one node, and write it once in so many operations. Prints the nanoseconds per operation of a thread, or a percentile
 * of the time that a write takes, in nanoseconds.
 */
public final class HotNode {
  private static final long WARM_UP_MILLIS = 1_000;
  private static final long MEASURED_MILLIS = 1_000;

  /** Operations between two looks at the flag. */
  private static final int BATCH = 64;

  /** Writes are given in thousandths of all operations. */
  private static final int ALL = 1_000;

  private final HotNodeScheme.Node node;
  private final int threads;

  /** One operation in so many is a write; 0 if none is. */
  private final int writeEach;

  private final AtomicBoolean measured = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  private HotNode(Map<String, String> options) {
    node = HotNodeScheme.valueOf(options.getOrDefault("scheme", "HAZARD").toUpperCase(Locale.ROOT)).newNode();
    threads = Integer.parseInt(options.getOrDefault("threads", "1"));
    int writes = Integer.parseInt(options.getOrDefault("writes", "0"));
    writeEach = writes == 0 ? 0 : ALL / writes;
  }

  /**
   * Runs once.
   *
   * @param args {@code scheme=}, a constant of {@link HotNodeScheme}; {@code threads=}; {@code writes=}, in thousandths of the operations;
   *     and {@code print=nanos} or {@code print=} a percentile of the time of a write
   * @throws InterruptedException if interrupted
   * @throws IllegalStateException if a reader has seen half a write
   */
  public static void main(String[] args) throws InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (String argument : args) {
      String[] parts = argument.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    System.out.println(new HotNode(options).run(options.getOrDefault("print", "nanos")));
  }

  private double run(String print) throws InterruptedException {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      readers.add(new Reader(i));
    }
    readers.forEach(Thread::start);
    TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
    measured.set(true);
    TimeUnit.MILLISECONDS.sleep(MEASURED_MILLIS);
    ended.set(true);
    long nanos = 0;
    long operations = 0;
    Histogram writes = new Histogram(3);
    for (Reader reader : readers) {
      reader.join();
      if (reader.torn > 0) {
        throw new IllegalStateException(reader.torn + " reads of one thread have seen half a write");
      }
      nanos += reader.nanos;
      operations += reader.operations;
      writes.add(reader.writes);
    }
    return "nanos".equals(print) ? (double) nanos / operations : writes.getValueAtPercentile(Double.parseDouble(print));
  }

  private final class Reader extends Thread {
    private final Histogram writes = new Histogram(3);
    private long nextWrite;
    private long operations;
    private long nanos;
    private long torn;

    Reader(int number) {
      super("reader " + number);
      nextWrite = writeEach == 0 ? Long.MAX_VALUE : writeEach + (long) number * writeEach / threads;
    }

    @Override
    public void run() {
      while (!measured.get()) {
        batch();
      }
      writes.reset();
      long before = operations;
      long start = System.nanoTime();
      while (!ended.get()) {
        batch();
      }
      nanos = System.nanoTime() - start;
      operations -= before;
    }

    private void batch() {
      for (int i = 0; i < BATCH; i++) {
        if (operations++ == nextWrite) {
          nextWrite += writeEach;
          long start = System.nanoTime();
          node.write();
          writes.recordValue(System.nanoTime() - start);
        } else if (!node.read()) {
          torn++;
        }
      }
    }
  }
}
