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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads take and give back: no object has two owners, and every life has the next number. */
@TimeLimit
class VmaPoolStressTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = Effort.of(150_000, 1_500_000);

  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger discards = new AtomicInteger();
  private final Queue<Page> handedOff = new ConcurrentLinkedQueue<>();
  private final List<Actor> actors = new ArrayList<>();

  /** An object that knows who has it, and the number of its last life. */
  static final class Page extends VmaLock {
    final AtomicReference<Thread> owner = new AtomicReference<>();
    final AtomicInteger discarded = new AtomicInteger();

    /** Plain: the pool makes one owner's writes visible to the next. */
    int lives;

    void taken() {
      Thread before = owner.getAndSet(Thread.currentThread());
      assertNull(before, "handed out twice");
      assertEquals(0, discarded.get(), "handed out after it was discarded");
      lives++;
      assertEquals(lives, generation());
      assertDetached();
      assertEquals(0, readers());
    }

    @Override
    protected void onFree() {
      owner.set(null);
    }
  }

  @AfterEach
  void endThreads() {
    actors.forEach(Actor::close);
  }

  private VmaPool<Page> pool(int capacity) {
    return VmaPool.<Page>builder(() -> {
      made.incrementAndGet();
      return new Page();
    }).capacity(capacity).onDiscard(page -> {
      discards.incrementAndGet();
      assertEquals(1, page.discarded.incrementAndGet());
    }).build();
  }

  private interface Body {
    void run(SplittableRandom random) throws Exception;
  }

  private void together(Body body) throws Exception {
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      long seed = i;
      Actor actor = new Actor("user " + i);
      actors.add(actor);
      steps.add(actor.begin(() -> {
        body.run(new SplittableRandom(seed));
        return null;
      }));
    }
    for (Actor.Step<Void> step : steps) {
      step.get(50, TimeUnit.SECONDS);
    }
  }

  private static void end(Page page) {
    page.retire(page.generation());
  }

  @Test
  void noObjectHasTwoOwners() throws Exception {
    VmaPool<Page> pool = pool(THREADS * 12);
    together(random -> {
      Queue<Page> mine = new ArrayDeque<>();
      for (int round = 0; round < ROUNDS; round++) {
        if (mine.size() < 10 && random.nextBoolean()) {
          Page page = pool.tryAlloc(null);
          if (page != null) {
            page.taken();
            mine.add(page);
          }
        } else if (!mine.isEmpty()) {
          end(mine.remove());
        }
      }
      mine.forEach(VmaPoolStressTest::end);
    });
    assertEquals(0, discards.get());
    assertBalanced(pool, THREADS * 12);
  }

  /** Objects are freed by other threads than those that took them, some by their last reader, and discarded in between. */
  @Test
  void noObjectHasTwoOwnersWhereOthersFreeReadAndTrim() throws Exception {
    VmaPool<Page> pool = pool(16);
    together(random -> {
      for (int round = 0; round < ROUNDS / 2; round++) {
        int dice = random.nextInt(1_000);
        if (dice < 1) {
          pool.trim();
        } else if (dice < 500) {
          Page page = pool.tryAlloc(null);
          if (page != null) {
            page.taken();
            page.markAttached();
            handedOff.add(page);
          }
        } else {
          Page page = handedOff.poll();
          if (page != null) {
            endWithAReader(page, random.nextBoolean());
          }
        }
      }
    });
    handedOff.forEach(VmaPoolStressTest::end);
    assertTrue(discards.get() > 0);
    assertBalanced(pool, 16);
  }

  private static void endWithAReader(Page page, boolean read) {
    int generation = page.generation();
    long stamp = read ? page.tryStartRead(generation) : 0;
    page.retire(generation);
    if (read) {
      assertTrue(stamp > 0);
      page.endRead(stamp);
    }
  }

  /** Late readers hold a page and the number of a life that is over: they never get in, and never disturb its owner. */
  @Test
  void lateReadersDoNotDisturbTheNextOwner() throws Exception {
    VmaPool<Page> pool = pool(THREADS);
    AtomicReference<Page> published = new AtomicReference<>(new Page());
    together(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        Page seen = published.get();
        int generation = seen.generation();
        if (random.nextInt(4) == 0) {
          Page page = pool.alloc(null, 1, TimeUnit.MINUTES);
          page.taken();
          page.markAttached();
          published.set(page);
          end(page);
        } else {
          long stamp = seen.tryStartRead(generation);
          if (stamp > 0) {
            assertEquals(generation, seen.generation(), "recycled under a reader");
            seen.endRead(stamp);
          }
        }
      }
    });
    assertBalanced(pool, THREADS);
  }

  private void assertBalanced(VmaPool<Page> pool, int capacity) {
    assertEquals(made.get() - discards.get(), pool.size());
    assertEquals(discards.get(), pool.discarded());
    assertTrue(pool.size() <= capacity);
    List<Page> all = new ArrayList<>();
    for (int i = 0; i < capacity; i++) {
      Page page = pool.alloc();
      page.taken();
      all.add(page);
    }
    assertNull(pool.tryAlloc(null));
    all.forEach(VmaPoolStressTest::end);
    assertEquals(capacity, pool.trim(), "an object was lost");
    assertEquals(0, pool.size());
  }
}
