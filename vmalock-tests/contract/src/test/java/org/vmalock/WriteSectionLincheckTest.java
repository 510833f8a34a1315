package org.vmalock;

import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Effort;
import org.vmalock.testing.Lincheck;

/** Linearizability of read and write sections on two numbers that must never be read torn (I1), and termination of their waits (I5). */
class WriteSectionLincheckTest {

  /** The read modes; a refused reader falls back to the structure lock. */
  public enum ReadMode {
    GENERATION,
    STRUCTURE,
    ANY_GENERATION,
    LOCKED
  }

  static final List<ReadMode> MODES = List.of(ReadMode.values());

  /** Operations on one node. */
  public static class Sections {
    final StructureLock structure = new StructureLock();
    final Node node = Node.attached(structure);

    @Operation
    public int read(@Param(gen = IntGen.class, conf = "0:3") int mode) {
      long stamp = tryRead(MODES.get(mode));
      if (stamp <= 0) {
        structure.lockRead();
        stamp = node.startReadLocked();
        structure.unlockRead();
      }
      int seen = node.left;
      int torn = node.right - seen;
      node.endRead(stamp);
      return torn == 0 ? seen : -1;
    }

    long tryRead(ReadMode mode) {
      return switch (mode) {
        case GENERATION -> node.tryStartRead(1);
        case STRUCTURE -> node.tryStartRead(structure);
        case ANY_GENERATION -> node.tryStartRead();
        case LOCKED -> VmaLock.BUSY;
      };
    }

    @Operation
    public int write() {
      structure.lockWrite();
      startWrite();
      node.left++;
      node.right++;
      int written = node.right;
      structure.unlockWrite();
      return written;
    }

    @Operation
    public int writeTwiceInOneSection() {
      structure.lockWrite();
      startWrite();
      node.left++;
      node.right++;
      node.left++;
      node.right++;
      int written = node.right;
      node.endWrite();
      structure.downgrade();
      structure.unlockRead();
      return written;
    }

    /** Attempts to lock for writing without waiting; neither success nor failure has a visible effect. */
    @Operation
    public void tryWriteNothing() {
      if (structure.tryLockWrite()) {
        node.tryStartWrite();
        structure.unlockWrite();
      }
    }

    void startWrite() {
      node.startWrite();
    }
  }

  /** Sequential specification of {@link Sections}. */
  public static class SectionsModel {
    private int value;

    public int read(int mode) {
      return value;
    }

    public int write() {
      return ++value;
    }

    public int writeTwiceInOneSection() {
      value += 2;
      return value;
    }

    public void tryWriteNothing() {}
  }

  /** More scenarios than usual, which are short: few of them show the fault of {@link ReadWithoutLateCheck}. */
  private static ModelCheckingOptions oneActorEach() {
    return Lincheck.modelChecking(2, 1).iterations(Effort.of(40, 200)).sequentialSpecification(SectionsModel.class);
  }

  @Test
  void sectionsAreLinearizableUnderModelChecking() {
    oneActorEach().check(Sections.class);
    Lincheck.modelChecking(2, 2).sequentialSpecification(SectionsModel.class).check(Sections.class);
    Lincheck.modelChecking(3, 1).sequentialSpecification(SectionsModel.class).check(Sections.class);
  }

  @Test
  void sectionsAreLinearizableUnderStress() {
    Lincheck.stress(3, 2).sequentialSpecification(SectionsModel.class).check(Sections.class);
  }

  // ---- Mutants

  /** Mutant: the writer does not wait for active readers. */
  public static class WriteWithoutDrain extends Sections {
    @Override
    void startWrite() {
      VmaLock.LOCK_SEQ.setRelease(node, structure.sequence().getPlain());
    }
  }

  @Test
  void writeWithoutDrainIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 2).sequentialSpecification(SectionsModel.class), WriteWithoutDrain.class);
  }

  /** Mutant: the reader checks for a writer only before it is counted. */
  public static class ReadWithoutLateCheck extends Sections {
    @Override
    long tryRead(ReadMode mode) {
      if (node.isWriteLocked()) {
        return VmaLock.BUSY;
      }
      while (true) {
        long word = node.word();
        if ((word & LockWord.LOCKED) != 0) {
          return VmaLock.BUSY;
        }
        if (VmaLock.WORD.compareAndSet(node, word, word + 1)) {
          return LockWord.stamp(word);
        }
      }
    }
  }

  @Test
  void readWithoutLateCheckIsCaught() {
    Lincheck.assertCaught(oneActorEach(), ReadWithoutLateCheck.class);
  }
}
