package org.vmalock.examples.cache;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.BlockCacheReader;
import org.vmalock.examples.run.RunThread;

/**
 * One reader: one block uniformly, the next by Zipf's law, and so on. It checks each block while it holds it, and now and then holds one
 * for longer and checks it again.
 */
final class BlockReader extends RunThread {
  /** Choices that are made in advance, so that a read is not mostly a choice. */
  private static final int CHOICES = 1 << 12;

  /** Reads between two looks at whether to stop. */
  private static final int BATCH = 16;

  /** One read in this many lingers; primes, so that neither kind of choice is left out. */
  private static final int LINGERING = 251;

  /** After one read in this many a hit is weighed: what it allocates. */
  private static final int WEIGHED = 61;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final CacheControl control;
  private final BlockCacheReader reader;
  private final BlockChecker checker;
  private final ZipfTable zipf;
  private final int blocks;
  private final XorShift random;
  private final int[] choices = new int[CHOICES];
  private final ReaderCounters tally = new ReaderCounters();

  BlockReader(int number, CacheControl control, BlockCacheReader reader, BlockChecker checker, ZipfTable zipf, int blocks) {
    super("reader " + number, control::failed);
    this.control = control;
    this.reader = reader;
    this.checker = checker;
    this.zipf = zipf;
    this.blocks = blocks;
    this.random = new XorShift(number);
  }

  /** Returns what it counted; to be called after it has stopped. */
  ReaderCounters tally() {
    return tally;
  }

  @Override
  protected void work() {
    ThisThread self = ThisThread.current();
    int next = CHOICES;
    long before = allocated();
    while (!control.isStopped()) {
      if (next == CHOICES) {
        choose();
        next = 0;
      }
      for (int end = next + BATCH; next < end; next++) {
        read(choices[next], self);
      }
      advanceTo(tally.reads);
    }
    tally.bytes = allocated() - before;
    tally.misses = self.loads();
  }

  private void choose() {
    for (int i = 0; i < CHOICES; i += 2) {
      choices[i] = random.next(blocks);
      choices[i + 1] = zipf.choose(random);
    }
  }

  private void read(int block, ThisThread self) {
    tally.reads++;
    if (tally.reads % WEIGHED == 0) {
      weigh(block, self);
    }
    ByteBuffer buffer = reader.enter(block);
    @Nullable String fault = checker.findFault(block, buffer, random);
    if (fault == null && tally.reads % LINGERING == 0) {
      fault = linger(block, buffer);
    }
    reader.leave();
    if (fault != null) {
      report(fault);
    }
  }

  /**
   * Reads the block twice, and looks at what the second time allocates: a hit. The first time it may be absent, and whoever then waits
   * for another thread's load does what Caffeine does for a miss.
   */
  private void weigh(int block, ThisThread self) {
    tally.reads += 2;
    reader.enter(block);
    reader.leave();
    long loads = self.loads();
    long before = allocated();
    reader.enter(block);
    reader.leave();
    long bytes = allocated() - before;
    if (self.loads() == loads) {
      tally.weighedHits++;
      tally.bytesOfWeighedHits += bytes;
    }
  }

  /** Stays inside while others run, and looks again. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all it is to be
  private @Nullable String linger(int block, ByteBuffer buffer) {
    Thread.yield();
    return checker.findFault(block, buffer, random);
  }

  private void report(String fault) {
    control.violated(Check.CONTENT, () -> name() + ", " + fault);
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
