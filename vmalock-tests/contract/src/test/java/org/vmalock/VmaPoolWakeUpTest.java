package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.SpinBarrier;
import org.vmalock.testing.TimeLimit;

/** No thread sleeps while an object is free: the free and the beginning of the wait race. */
@TimeLimit
class VmaPoolWakeUpTest {
  private final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).name("pages").capacity(1).build();
  private final Actor waiter = new Actor("the waiting thread");
  private final SpinBarrier line = new SpinBarrier(2);
  private volatile String lostWakeUp;

  @AfterEach
  void endThreads() {
    waiter.close();
  }

  /**
   * The waiter queues between the look for a waiter and the put of the freeing thread, in some of the rounds: the freeing thread has to
   * look again.
   */
  @Test
  void aThreadThatQueuesDuringAFreeIsServed() throws Exception {
    int rounds = Effort.of(20_000, 1_000_000);
    Actor.Step<Integer> waiting = waiter.begin(() -> waitInEachRound(rounds));
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < rounds; round++) {
      Node node = pool.alloc();
      line.await();
      delay(random.nextInt(60));
      node.retire(node.generation());
      line.await();
    }
    assertEquals(rounds, waiting.result());
    assertNull(lostWakeUp);
    assertEquals(0, pool.inUse());
  }

  /** Returns the number of rounds; notes the first in which this thread slept beside a free object, and completes the others. */
  private int waitInEachRound(int rounds) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(2);
    for (int round = 0; round < rounds; round++) {
      line.await();
      delay(random.nextInt(60));
      Node node = allocOrNote(round);
      assertEquals(1, pool.size());
      node.retire(node.generation());
      line.await();
    }
    return rounds;
  }

  private Node allocOrNote(int round) throws InterruptedException {
    while (true) {
      try {
        return pool.alloc(null, lostWakeUp == null ? 5_000 : 1, TimeUnit.MILLISECONDS);
      } catch (PoolExhaustedException e) {
        if (lostWakeUp == null) {
          lostWakeUp = Thread.currentThread().getName() + " slept in round " + round + " although an object was free: " + pool.statistics();
        }
      }
    }
  }

  private static void delay(int spins) {
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
  }
}
