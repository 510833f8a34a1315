package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Hazard readers beside writers and beside the ends of generations. */
@TimeLimit
class HazardStressTest extends ActorFixture {
  private static final int READERS = 2;
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(Effort.of(700, 10_000));

  /** A pooled object: each generation has a value of its own, which the free clears. */
  private static final class Pooled extends VmaLock {
    volatile int value;
    final AtomicInteger frees = new AtomicInteger();

    @Override
    protected void onFree() {
      value = 0;
      frees.incrementAndGet();
    }
  }

  private record Published(Pooled object, int generation, int value) {}

  private List<Actor.Step<Integer>> start(int threads, Callable<Integer> body) {
    List<Actor.Step<Integer>> steps = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      steps.add(actor("reader " + i).begin(body));
    }
    return steps;
  }

  @Test
  void noReaderSeesAHalfWrittenNodeAndNoWriterIsStarved() throws Exception {
    StructureLock structure = new StructureLock(Spreading.ALWAYS);
    Node node = Node.attached(structure);
    long end = System.nanoTime() + NANOS;
    List<Actor.Step<Integer>> readers = start(READERS, () -> readUntil(end, node));
    int writes = 0;
    for (; System.nanoTime() - end < 0; writes++) {
      structure.lockWrite();
      try {
        node.startWrite();
        node.write();
      } finally {
        structure.unlockWrite();
      }
    }
    int reads = 0;
    for (Actor.Step<Integer> reader : readers) {
      reads += reader.result();
    }
    assertTrue(writes > 0 && reads > 0, writes + " writes, " + reads + " reads");
    assertEquals(0, node.readers());
    assertEquals(LockWord.idle(1) | LockWord.SPREAD, node.word());
  }

  private static int readUntil(long end, Node node) {
    int reads = 0;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < 100; i++) {
        long stamp = node.tryStartRead();
        if (stamp > 0) {
          boolean torn = node.isTorn();
          node.endRead(stamp);
          if (torn) {
            throw new AssertionError("a reader saw a half-written node");
          }
          reads++;
        }
      }
    }
    return reads;
  }

  @Test
  void eachGenerationIsFreedOnceAfterItsReaders() throws Exception {
    VmaPool<Pooled> pool = VmaPool.<Pooled>builder(Pooled::new).capacity(2).spreading(Spreading.ALWAYS).build();
    AtomicReference<Published> current = new AtomicReference<>();
    long end = System.nanoTime() + NANOS;
    List<Actor.Step<Integer>> readers = start(READERS, () -> useUntil(end, current));
    int generations = 0;
    while (System.nanoTime() - end < 0) {
      Pooled object = pool.alloc(1, TimeUnit.MINUTES);
      generations++;
      object.value = generations;
      object.markAttached();
      current.set(new Published(object, object.generation(), generations));
      Thread.onSpinWait();
      if ((generations & 1) == 0) {
        object.markDetached();
      }
      object.retire(object.generation());
    }
    for (Actor.Step<Integer> reader : readers) {
      reader.result();
    }
    assertEquals(0, pool.inUse(), () -> pool.describeInUse(2).toString());
    Pooled first = pool.alloc();
    Pooled second = pool.alloc();
    assertEquals(generations, first.frees.get() + second.frees.get());
  }

  private static int useUntil(long end, AtomicReference<Published> current) {
    int reads = 0;
    while (System.nanoTime() - end < 0) {
      Published found = current.get();
      long stamp = found == null ? 0 : found.object().tryStartRead(found.generation());
      if (stamp > 0) {
        int value = found.object().value;
        found.object().endRead(stamp);
        assertEquals(found.value(), value, "the value of a held object");
        reads++;
      }
    }
    return reads;
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // a virtual thread leaves its carrier while it holds the read
  void manyThreadsReadOneNode() throws Exception {
    boolean virtual = Runtime.version().feature() >= 21;
    int threads = virtual ? 100_000 : 400;
    StructureLock structure = new StructureLock(Spreading.ALWAYS);
    Node node = Node.attached(structure);
    CountDownLatch ended = new CountDownLatch(threads);
    AtomicInteger torn = new AtomicInteger();
    ExecutorService executor = virtual ? virtualThreads() : Executors.newCachedThreadPool();
    for (int i = 0; i < threads; i++) {
      executor.execute(() -> {
        long stamp = node.startRead();
        Thread.yield();
        if (node.isTorn()) {
          torn.incrementAndGet();
        }
        node.endRead(stamp);
        ended.countDown();
      });
      if (i % 1_000 == 0) {
        structure.lockWrite();
        node.startWrite();
        node.write();
        structure.unlockWrite();
      }
    }
    assertTrue(ended.await(200, TimeUnit.SECONDS), () -> ended.getCount() + " threads have not ended");
    executor.shutdown();
    assertEquals(0, torn.get());
    assertEquals(0, node.readers());
  }

  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }
}
