package org.vmalock;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Lincheck;

/** Linearizability of hazard reads, frees and generations. Each thread releases what it has acquired. */
class HazardLincheckTest {
  private static final int THREADS = 5; // including those of the initial and the final part

  /** Operations on an object without structure that is always spread. Its owner is one thread at a time. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Lifetimes {
    final Node node = new Node();
    private final PoolLincheckTest.HeldByThread<Long> held = new PoolLincheckTest.HeldByThread<>();

    public Lifetimes() {
      node.setSpreading(Spreading.ALWAYS);
      node.markAttached();
    }

    @Operation
    public boolean startRead(@Param(name = "thread") int thread) {
      long stamp = node.tryStartRead();
      if (stamp > 0) {
        held.of(thread).add(stamp);
      }
      return stamp > 0;
    }

    @Operation
    public boolean endRead(@Param(name = "thread") int thread) {
      Long stamp = held.of(thread).poll();
      if (stamp != null) {
        node.endRead(stamp);
      }
      return stamp != null;
    }

    @Operation(nonParallelGroup = "owner")
    public boolean detach() {
      boolean can = node.isAttached();
      if (can) {
        node.markDetached();
      }
      return can;
    }

    @Operation(nonParallelGroup = "owner")
    public boolean retire() {
      boolean can = (node.word() & LockWord.OWNED) != 0;
      if (can) {
        retireNode();
      }
      return can;
    }

    void retireNode() {
      node.retire(node.generation());
    }

    @Operation(nonParallelGroup = "owner")
    public boolean recycle() {
      awaitWithdrawals();
      if (!Node.isUnused(node)) {
        return false;
      }
      Lifecycle.beginGeneration(node, null);
      node.markAttached();
      return true;
    }

    /** An attempt to read that meets a retirement may be counted until it has withdrawn, and then frees the object. */
    @SuppressWarnings("ThreadPriorityCheck") // Lincheck switches to another thread here
    private void awaitWithdrawals() {
      while ((node.word() & LockWord.OWNED) == 0 && !Node.isUnused(node) && !held.isAny()) {
        Thread.yield();
      }
    }

    /** Releases what the scenario has left, since the table of slots outlives it. */
    @Validate
    public void checkFreedOncePerGeneration() {
      for (int thread = 0; thread < THREADS; thread++) {
        releaseAll(thread);
      }
      checkFrees();
    }

    private void releaseAll(int thread) {
      boolean released;
      do {
        released = endRead(thread);
      } while (released);
    }

    void checkFrees() {
      int ended = node.generation() - (Node.isUnused(node) ? 0 : 1);
      if (node.frees.get() != ended) {
        throw new AssertionError(node.frees + " frees of " + node);
      }
    }
  }

  /** Sequential specification of {@link Lifetimes}. */
  public static class LifetimesModel {
    private final int[] readers = new int[THREADS];
    private boolean attached = true;
    private boolean owned = true;

    public boolean startRead(int thread) {
      readers[thread] += attached ? 1 : 0;
      return attached;
    }

    public boolean endRead(int thread) {
      boolean can = readers[thread] > 0;
      readers[thread] -= can ? 1 : 0;
      return can;
    }

    public boolean detach() {
      boolean can = attached;
      attached = false;
      return can;
    }

    public boolean retire() {
      boolean can = owned;
      owned = false;
      attached = false;
      return can;
    }

    public boolean recycle() {
      boolean can = !owned;
      for (int count : readers) {
        can &= count == 0;
      }
      owned |= can;
      attached |= can;
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

  /** Mutant: clears A and drops the owner reference without looking for hazard reads. */
  public static class RetireWithoutSearch extends Lifetimes {
    @Override
    void retireNode() {
      VmaLock.WORD.getAndBitwiseAnd(node, ~(LockWord.ATTACHED | LockWord.OWNED | LockWord.SPREAD));
    }

    @Override
    void checkFrees() {} // this one frees nothing
  }

  @Test
  void retireWithoutSearchIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 3).sequentialSpecification(LifetimesModel.class), RetireWithoutSearch.class);
  }
}
