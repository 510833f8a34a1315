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

/** A run: readers for some time, then the books. */
final class CacheRun {
  /** How long a thread may stand still before the run fails. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long POLL_MILLIS = 100;

  private final CacheControl control = new CacheControl();
  private final BlockCache cache;
  private final List<BlockReader> readers = new ArrayList<>();

  CacheRun(BlockFile file, BlockCache cache, BlockChecker checker, int threads) {
    this.cache = cache;
    ZipfTable zipf = new ZipfTable(file.blocks());
    for (int number = 1; number <= threads; number++) {
      readers.add(new BlockReader(number, control, cache.newReader(), checker, zipf, file.blocks()));
    }
  }

  /** Makes the run end now. For any thread. */
  void finishEarly() {
    control.stop();
  }

  CacheResult run(double seconds, LiveLine line) throws InterruptedException {
    long begin = System.nanoTime();
    long length = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    readers.forEach(RunThread::start);
    watch(begin, length, line);
    control.stop();
    double gone = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    boolean ended = joinAll();
    long evictions = cache.evictions();
    return new CacheResult(tally(), evictions, ended ? close() : null, control.violations(), gone);
  }

  private void watch(long begin, long length, LiveLine line) throws InterruptedException {
    while (!control.isStopped()) {
      long gone = System.nanoTime() - begin;
      long left = length - gone;
      if (left <= 0) {
        return;
      }
      Thread.sleep(Math.min(POLL_MILLIS, TimeUnit.NANOSECONDS.toMillis(left) + 1));
      line.update(Math.min(1, (double) gone / length), gone, this::counts);
      for (BlockReader reader : readers) {
        reader.isStuck(PATIENCE.toNanos());
      }
    }
  }

  private String counts() {
    long reads = readers.stream().mapToLong(RunThread::progress).sum();
    return String.format(java.util.Locale.ROOT, "%,d reads, %,d evictions, violations %,d", reads, cache.evictions(),
        control.violations().count());
  }

  private boolean joinAll() throws InterruptedException {
    long begin = System.nanoTime();
    for (BlockReader reader : readers) {
      while (reader.isRunning()) {
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
          control.failed(reader.name() + " has not stopped when it was told to");
          return false;
        }
        reader.join(POLL_MILLIS);
      }
    }
    return true;
  }

  private ReaderCounters tally() {
    ReaderCounters sum = new ReaderCounters();
    readers.stream().filter(reader -> !reader.isRunning()).forEach(reader -> sum.add(reader.tally()));
    return sum;
  }

  private @Nullable BufferLedger close() throws InterruptedException {
    BufferLedger ledger = cache.close();
    if (ledger.balance() != 0 || !ledger.agreed()) {
      control.violated(Check.LEDGER, () -> "the books of the buffers: seen " + ledger
          + "; allowed: a balance of 0, and pool, cache and Caffeine agree that nothing is left");
    }
    return ledger;
  }
}
