package org.vmalock;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Lincheck;

/** Linearizability of the lock word: reads, frees and generations. */
class VmaLockLincheckTest {

  /** Operations on an object without structure, which any thread may retire and one thread at a time recycles. */
  @Param(name = "generation", gen = IntGen.class, conf = "1:2")
  public static class Lifetimes {
    private final Node node = new Node();

    public Lifetimes() {
      node.setSpreading(Spreading.NEVER); // the stamps of releases are computed
    }

    @Operation
    public long startRead(@Param(name = "generation") int generation) {
      return Math.min(1, node.tryStartRead(generation));
    }

    @Operation
    public boolean endRead(@Param(name = "generation") int generation) {
      try {
        node.endRead(LockWord.stamp(LockWord.detached(generation)));
        return true;
      } catch (IllegalMonitorStateException noReaders) {
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
    public void checkFreedOncePerGeneration() {
      int ended = node.generation() - (Node.isUnused(node) ? 0 : 1);
      if (node.frees.get() != ended) {
        throw new AssertionError(node.frees + " frees of " + node);
      }
    }
  }

  /** Sequential specification of {@link Lifetimes}. */
  public static class LifetimesModel {
    private int generation = 1;
    private boolean owned = true;
    private boolean attached;
    private int readers;

    public long startRead(int expected) {
      if (!attached || generation != expected) {
        return VmaLock.GONE;
      }
      readers++;
      return 1;
    }

    public boolean endRead(int expected) {
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
  void lifetimesAreLinearizableUnderModelChecking() {
    Lincheck.modelChecking(2, 3).sequentialSpecification(LifetimesModel.class).check(Lifetimes.class);
    Lincheck.modelChecking(3, 2).sequentialSpecification(LifetimesModel.class).check(Lifetimes.class);
  }

  @Test
  void lifetimesAreLinearizableUnderStress() {
    Lincheck.stress(3, 3).sequentialSpecification(LifetimesModel.class).check(Lifetimes.class);
  }

  // ---- Mutants

  /** Mutant: increments before it checks, so that a refused reader makes the next one succeed. */
  public static class IncrementBeforeCheck {
    private final AtomicInteger count = new AtomicInteger(1);
    private final AtomicInteger owned = new AtomicInteger(1);

    @Operation
    public boolean startRead() {
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
  void incrementBeforeCheckIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 2), IncrementBeforeCheck.class);
  }

  /** Mutant: retires by a store, which overwrites the count of a reader that has started meanwhile. */
  public static class RetireWithoutCas {
    private final Node node = new Node();

    public RetireWithoutCas() {
      node.setSpreading(Spreading.NEVER); // the stamps of releases are computed
      node.markAttached();
    }

    @Operation
    public boolean startRead() {
      return node.tryStartRead(1) > 0;
    }

    @Operation
    public boolean endRead() {
      try {
        node.endRead(LockWord.stamp(LockWord.detached(1)));
        return true;
      } catch (IllegalMonitorStateException noReaders) {
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
  void retireWithoutCasIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 2), RetireWithoutCas.class);
  }
}
