package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Concurrent allocation and freeing: no object has two owners, and generations are consecutive. */
@TimeLimit
class VmaPoolStressTest extends ActorFixture {
  private static final int THREADS = 4;
  private static final int ROUNDS = Effort.of(150_000, 1_500_000);

  private final AtomicInteger created = new AtomicInteger();
  private final AtomicInteger discards = new AtomicInteger();
  private final Queue<Page> transferred = new ConcurrentLinkedQueue<>();

  /** An object that records its owner and its generation. */
  static final class Page extends VmaLock {
    final AtomicReference<Thread> owner = new AtomicReference<>();
    final AtomicInteger discarded = new AtomicInteger();

    /** Plain: the pool makes one owner's writes visible to the next. */
    int lastGeneration = generation() - 1;

    void checkAllocated() {
      Thread before = owner.getAndSet(Thread.currentThread());
      assertNull(before, "allocated twice");
      assertEquals(0, discarded.get(), "allocated after it was discarded");
      lastGeneration++;
      assertEquals(lastGeneration, generation());
      assertDetached();
      assertEquals(0, readers());
    }

    @Override
    protected void onFree() {
      owner.set(null);
    }
  }

  private VmaPool<Page> pool(int capacity) {
    return VmaPool.<Page>builder(() -> {
      created.incrementAndGet();
      return new Page();
    }).capacity(capacity).onDiscard(page -> {
      discards.incrementAndGet();
      assertEquals(1, page.discarded.incrementAndGet());
    }).build();
  }

  private interface Body {
    void run(SplittableRandom random) throws Exception;
  }

  private void runInParallel(Body body) throws Exception {
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      long seed = i;
      steps.add(actor("user " + i).begin(() -> {
        body.run(new SplittableRandom(seed));
        return null;
      }));
    }
    for (Actor.Step<Void> step : steps) {
      step.get(50, TimeUnit.SECONDS);
    }
  }

  private static void retire(Page page) {
    page.retire(page.generation());
  }

  @Test
  void objectsHaveOneOwner() throws Exception {
    VmaPool<Page> pool = pool(THREADS * 12);
    runInParallel(random -> {
      Queue<Page> owned = new ArrayDeque<>();
      for (int round = 0; round < ROUNDS; round++) {
        if (owned.size() < 10 && random.nextBoolean()) {
          Page page = pool.tryAlloc(null);
          if (page != null) {
            page.checkAllocated();
            owned.add(page);
          }
        } else if (!owned.isEmpty()) {
          retire(owned.remove());
        }
      }
      owned.forEach(VmaPoolStressTest::retire);
    });
    assertEquals(0, discards.get());
    assertBalanced(pool, THREADS * 12);
  }

  /** Objects are retired by other threads than those that allocated them, some are freed by their last reader, and some are trimmed. */
  @Test
  void objectsHaveOneOwnerWithConcurrentFreeReadAndTrim() throws Exception {
    VmaPool<Page> pool = pool(16);
    runInParallel(random -> {
      for (int round = 0; round < ROUNDS / 2; round++) {
        int choice = random.nextInt(1_000);
        if (choice < 1) {
          pool.trim();
        } else if (choice < 500) {
          Page page = pool.tryAlloc(null);
          if (page != null) {
            page.checkAllocated();
            page.markAttached();
            transferred.add(page);
          }
        } else {
          Page page = transferred.poll();
          if (page != null) {
            retireWithReader(page, random.nextBoolean());
          }
        }
      }
    });
    transferred.forEach(VmaPoolStressTest::retire);
    assertTrue(discards.get() > 0);
    assertBalanced(pool, 16);
  }

  private static void retireWithReader(Page page, boolean read) {
    int generation = page.generation();
    long stamp = read ? page.tryStartRead(generation) : 0;
    page.retire(generation);
    if (read) {
      assertTrue(stamp > 0);
      page.endRead(stamp);
    }
  }

  /** Readers with the generation of a freed object are refused and do not disturb its next owner. */
  @Test
  void staleReadersDoNotDisturbNextOwner() throws Exception {
    VmaPool<Page> pool = pool(THREADS);
    AtomicReference<Page> published = new AtomicReference<>(new Page());
    runInParallel(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        Page seen = published.get();
        int generation = seen.generation();
        if (random.nextInt(4) == 0) {
          Page page = pool.alloc(null, 1, TimeUnit.MINUTES);
          page.checkAllocated();
          page.markAttached();
          published.set(page);
          retire(page);
        } else {
          long stamp = seen.tryStartRead(generation);
          if (stamp > 0) {
            assertEquals(generation, seen.generation(), "recycled while a reader is active");
            seen.endRead(stamp);
          }
        }
      }
    });
    assertBalanced(pool, THREADS);
  }

  private void assertBalanced(VmaPool<Page> pool, int capacity) {
    assertEquals(created.get() - discards.get(), pool.size());
    assertEquals(discards.get(), pool.discarded());
    assertTrue(pool.size() <= capacity);
    List<Page> all = new ArrayList<>();
    for (int i = 0; i < capacity; i++) {
      Page page = pool.alloc();
      page.checkAllocated();
      all.add(page);
    }
    assertNull(pool.tryAlloc(null));
    all.forEach(VmaPoolStressTest::retire);
    assertEquals(capacity, pool.trim(), "an object was lost");
    assertEquals(0, pool.size());
  }
}
