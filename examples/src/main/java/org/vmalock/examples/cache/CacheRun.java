package org.vmalock.examples.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.BlockCache;
import org.vmalock.examples.cache.scheme.BufferLedger;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.run.Timeline;

/** One run: reads for the given time, then closes the cache and checks the counts of its buffers. */
final class CacheRun {
  /** Longest time without progress of a thread before the run fails. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long POLL_MILLIS = 100;

  private final CacheControl control = new CacheControl();
  private final BlockCache cache;
  private final List<BlockReader> readers = new ArrayList<>();
  private final Timeline timeline = new Timeline(CacheResult.READS, CacheResult.EVICTIONS);

  CacheRun(BlockFile file, BlockCache cache, BlockChecker checker, int threads) {
    this.cache = cache;
    ZipfTable zipf = new ZipfTable(file.blocks());
    for (int number = 1; number <= threads; number++) {
      readers.add(new BlockReader(number, control, cache.newReader(), checker, zipf, file.blocks()));
    }
  }

  /** Ends the run now. May be called by any thread. */
  void finishEarly() {
    control.stop();
  }

  CacheResult run(double seconds, LiveLine line) throws InterruptedException {
    long begin = System.nanoTime();
    long length = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    readers.forEach(RunThread::start);
    watch(begin, length, line);
    control.stop();
    timeline.finish(System.nanoTime() - begin, reads(), cache.evictions());
    double elapsed = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    boolean allStopped = joinAll();
    long evictions = cache.evictions();
    return new CacheResult(counters(), evictions, allStopped ? close() : null, timeline, control.violations(), elapsed);
  }

  private void watch(long begin, long length, LiveLine line) throws InterruptedException {
    while (!control.isStopped()) {
      long elapsed = System.nanoTime() - begin;
      long left = length - elapsed;
      if (left <= 0) {
        return;
      }
      Thread.sleep(Math.min(POLL_MILLIS, TimeUnit.NANOSECONDS.toMillis(left) + 1));
      timeline.update(elapsed, reads(), cache.evictions());
      line.update(Math.min(1, (double) elapsed / length), elapsed, this::counts);
      for (BlockReader reader : readers) {
        reader.isStuck(PATIENCE.toNanos());
      }
    }
  }

  private String counts() {
    return String.format(java.util.Locale.ROOT, "violations %,d, %,d reads, %,d evictions", control.violations().count(),
        reads(), cache.evictions());
  }

  private long reads() {
    return readers.stream().mapToLong(RunThread::progress).sum();
  }

  private boolean joinAll() throws InterruptedException {
    long begin = System.nanoTime();
    for (BlockReader reader : readers) {
      while (reader.isRunning()) {
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
          control.fail(reader.name() + " did not stop when requested");
          return false;
        }
        reader.join(POLL_MILLIS);
      }
    }
    return true;
  }

  private ReaderCounters counters() {
    ReaderCounters sum = new ReaderCounters();
    readers.stream().filter(reader -> !reader.isRunning()).forEach(reader -> sum.add(reader.counters()));
    return sum;
  }

  private @Nullable BufferLedger close() throws InterruptedException {
    BufferLedger ledger = cache.close();
    if (ledger != null && (ledger.balance() != 0 || !ledger.agreed())) {
      control.addViolation(Check.LEDGER, () -> "counts of the buffers: observed " + ledger
          + "; allowed: a balance of 0, and pool, cache and Caffeine report that no buffer is left");
    }
    return ledger;
  }
}
