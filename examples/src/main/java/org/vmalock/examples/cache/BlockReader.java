package org.vmalock.examples.cache;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.BlockCacheReader;
import org.vmalock.examples.run.Allocation;
import org.vmalock.examples.run.LatencySampler;
import org.vmalock.examples.run.RunThread;

/**
 * A reader thread. It chooses blocks uniformly and by Zipf's law in turn, checks each block while it holds it, and from time to time
 * holds a block for longer and checks it again.
 */
final class BlockReader extends RunThread {
  /** Number of blocks chosen in advance, so that choosing does not dominate the time of a read. */
  private static final int CHOICES = 1 << 12;

  /** Number of reads between two checks of the stop flag. */
  private static final int BATCH = 16;

  /** One read in this many holds its block for longer; a prime, so that it covers both kinds of choices. */
  private static final int LONG_HOLD_PERIOD = 251;

  /** One read in this many is followed by a measurement of the bytes that a hit allocates; a prime, for the same reason. */
  private static final int MEASURED_PERIOD = 61;

  private final CacheControl control;
  private final BlockCacheReader reader;
  private final BlockChecker checker;
  private final ZipfTable zipf;
  private final int blocks;
  private final XorShift random;
  private final int[] choices = new int[CHOICES];
  private final ReaderCounters counters = new ReaderCounters();
  private final LatencySampler sampler = new LatencySampler();

  /** Number of blocks that the measuring reads have loaded. */
  private long measuringLoads;

  BlockReader(int number, CacheControl control, BlockCacheReader reader, BlockChecker checker, ZipfTable zipf, int blocks) {
    super("reader " + number, control::fail);
    this.control = control;
    this.reader = reader;
    this.checker = checker;
    this.zipf = zipf;
    this.blocks = blocks;
    this.random = new XorShift(number);
  }

  /** Returns the counters; to be called after the thread has stopped. */
  ReaderCounters counters() {
    return counters;
  }

  @Override
  protected void work() {
    ThreadLoads self = ThreadLoads.current();
    int next = CHOICES;
    long before = Allocation.ofCurrentThread();
    while (!control.isStopped()) {
      if (next == CHOICES) {
        choose();
        next = 0;
      }
      for (int end = next + BATCH; next < end; next++) {
        read(choices[next], self);
      }
      advanceTo(counters.reads);
    }
    counters.bytes = Allocation.ofCurrentThread() - before;
    counters.misses = self.loads() - measuringLoads;
  }

  private void choose() {
    for (int i = 0; i < CHOICES; i += 2) {
      choices[i] = random.next(blocks);
      choices[i + 1] = zipf.choose(random);
    }
  }

  private void read(int block, ThreadLoads self) {
    counters.reads++;
    ByteBuffer buffer = sampler.isDue() ? acquireMeasured(block, self) : reader.acquire(block);
    @Nullable String mismatch = checker.findMismatch(block, buffer, random);
    if (mismatch == null && counters.reads % LONG_HOLD_PERIOD == 0) {
      mismatch = holdLonger(block, buffer);
    }
    reader.release();
    if (mismatch != null) {
      report(mismatch);
    }
    if (counters.reads % MEASURED_PERIOD == 0) {
      measureHit(block, self);
    }
  }

  private ByteBuffer acquireMeasured(int block, ThreadLoads self) {
    long loads = self.loads();
    long before = System.nanoTime();
    ByteBuffer buffer = reader.acquire(block);
    long elapsed = Math.max(0, System.nanoTime() - before);
    (self.loads() == loads ? counters.hitNanos : counters.loadNanos).recordValue(elapsed);
    return buffer;
  }

  /**
   * Reads the block that was just read once more, and measures the bytes that this allocates. The additional read is not part of the
   * workload and is not counted, so that it does not raise the rate of hits.
   */
  private void measureHit(int block, ThreadLoads self) {
    long loads = self.loads();
    long before = Allocation.ofCurrentThread();
    reader.acquire(block);
    reader.release();
    long bytes = Allocation.ofCurrentThread() - before;
    if (self.loads() == loads) {
      counters.bytesOfMeasuredHits += bytes;
      counters.hitBytes.recordValue(bytes);
    }
    measuringLoads += self.loads() - loads;
  }

  /** Keeps the block while other threads run, then checks it again. */
  @SuppressWarnings("ThreadPriorityCheck") // only a hint
  private @Nullable String holdLonger(int block, ByteBuffer buffer) {
    Thread.yield();
    return checker.findMismatch(block, buffer, random);
  }

  private void report(String mismatch) {
    control.addViolation(Check.CONTENT, () -> name() + ", " + mismatch);
  }
}
