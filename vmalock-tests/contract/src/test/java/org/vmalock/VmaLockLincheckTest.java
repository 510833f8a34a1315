package org.vmalock;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** The word as a linearizable object: who is let in, who frees, and which life it is. */
class VmaLockLincheckTest {

  /** The real thing: an object without structure, which may be retired by anyone, and recycled by one thread. */
  @Param(name = "generation", gen = IntGen.class, conf = "1:2")
  public static class Lives {
    private final Node node = new Node();

    @Operation
    public long enter(@Param(name = "generation") int generation) {
      return Math.min(1, node.tryStartRead(generation));
    }

    @Operation
    public boolean leave(@Param(name = "generation") int generation) {
      try {
        node.endRead(LockWord.stamp(LockWord.detached(generation)));
        return true;
      } catch (IllegalMonitorStateException noneInside) {
        return false;
      }
    }

    @Operation
    public boolean attach() {
      return succeeds(node::markAttached);
    }

    @Operation
    public boolean detach() {
      return succeeds(node::markDetached);
    }

    @Operation
    public boolean retire(@Param(name = "generation") int generation) {
      return succeeds(() -> node.retire(generation));
    }

    @Operation(nonParallelGroup = "pool")
    public boolean recycle() {
      if (!Node.isUnused(node)) {
        return false;
      }
      Lifecycle.beginGeneration(node, null);
      return true;
    }

    private static boolean succeeds(Runnable move) {
      try {
        move.run();
        return true;
      } catch (IllegalStateException refused) {
        return false;
      }
    }

    @Validate
    public void everyLifeEndsOnce() {
      int ended = node.generation() - (Node.isUnused(node) ? 0 : 1);
      if (node.frees.get() != ended) {
        throw new AssertionError(node.frees + " frees of " + node);
      }
    }
  }

  /** What it is to be like. */
  public static class LivesModel {
    private int generation = 1;
    private boolean owned = true;
    private boolean attached;
    private int readers;

    public long enter(int expected) {
      if (!attached || generation != expected) {
        return VmaLock.GONE;
      }
      readers++;
      return 1;
    }

    public boolean leave(int expected) {
      if (readers == 0 || generation != expected) {
        return false;
      }
      readers--;
      return true;
    }

    public boolean attach() {
      boolean can = owned && !attached;
      attached |= can;
      return can;
    }

    public boolean detach() {
      boolean can = attached;
      attached = false;
      return can;
    }

    public boolean retire(int expected) {
      boolean can = owned && generation == expected;
      if (can) {
        owned = false;
        attached = false;
      }
      return can;
    }

    public boolean recycle() {
      boolean can = !owned && readers == 0;
      if (can) {
        generation++;
        owned = true;
      }
      return can;
    }
  }

  @Test
  void livesAreLinearizableInEveryInterleaving() {
    Lincheck.modelChecking(2, 3).sequentialSpecification(LivesModel.class).check(Lives.class);
    Lincheck.modelChecking(3, 2).sequentialSpecification(LivesModel.class).check(Lives.class);
  }

  @Test
  void livesAreLinearizableUnderStress() {
    Lincheck.stress(3, 3).sequentialSpecification(LivesModel.class).check(Lives.class);
  }

  // ---- Broken on purpose

  /** Adds first and looks afterwards: a reader who is about to be refused lets the next one in. */
  public static class AddFirstLookLater {
    private final AtomicInteger count = new AtomicInteger(1);
    private final AtomicInteger owned = new AtomicInteger(1);

    @Operation
    public boolean enter() {
      if (count.getAndIncrement() == 0) {
        count.getAndDecrement();
        return false;
      }
      return true;
    }

    @Operation
    public boolean retire() {
      return owned.compareAndSet(1, 0) && count.getAndDecrement() > 0;
    }
  }

  @Test
  void aRevivedObjectIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 2), AddFirstLookLater.class);
  }

  /** Retires by a plain store: the reader who came in meanwhile is forgotten. */
  public static class RetireWithoutCas {
    private final Node node = Node.attached();

    @Operation
    public boolean enter() {
      return node.tryStartRead(1) > 0;
    }

    @Operation
    public boolean leave() {
      try {
        node.endRead(LockWord.stamp(LockWord.detached(1)));
        return true;
      } catch (IllegalMonitorStateException noneInside) {
        return false;
      }
    }

    @Operation
    public boolean retire() {
      long current = node.word();
      VmaLock.WORD.setVolatile(node, current & ~(LockWord.ATTACHED | LockWord.OWNED));
      return (current & LockWord.OWNED) != 0;
    }
  }

  @Test
  void aForgottenReaderIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 2), RetireWithoutCas.class);
  }
}
