package org.vmalock;

import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Read and write sections as operations on two numbers that must never be seen apart (I1), and that nobody waits for ever (I5). */
class WriteSectionLincheckTest {

  /** The ways in; who is refused goes the slow way, through the structure's lock. */
  public enum Way {
    GENERATION,
    STRUCTURE,
    ANY_LIFE,
    LOCKED
  }

  static final List<Way> WAYS = List.of(Way.values());

  /** The real thing. */
  public static class Sections {
    final StructureLock structure = new StructureLock();
    final Node node = Node.attached(structure);

    @Operation
    public int read(@Param(gen = IntGen.class, conf = "0:3") int way) {
      long stamp = enter(WAYS.get(way));
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

    long enter(Way way) {
      return switch (way) {
        case GENERATION -> node.tryStartRead(1);
        case STRUCTURE -> node.tryStartRead(structure);
        case ANY_LIFE -> node.tryStartRead();
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

    /** Nobody is inside at a quiet moment, and a refusal beside others leaves no trace. */
    @Operation
    public void tryToWriteInVain() {
      if (structure.tryLockWrite()) {
        node.tryStartWrite();
        structure.unlockWrite();
      }
    }

    void startWrite() {
      node.startWrite();
    }
  }

  /** What it is to be like. */
  public static class SectionsModel {
    private int value;

    public int read(int way) {
      return value;
    }

    public int write() {
      return ++value;
    }

    public int writeTwiceInOneSection() {
      value += 2;
      return value;
    }

    public void tryToWriteInVain() {}
  }

  @Test
  void sectionsAreLinearizableInEveryInterleaving() {
    Lincheck.modelChecking(2, 2).sequentialSpecification(SectionsModel.class).check(Sections.class);
    Lincheck.modelChecking(3, 1).sequentialSpecification(SectionsModel.class).check(Sections.class);
  }

  @Test
  void sectionsAreLinearizableUnderStress() {
    Lincheck.stress(3, 2).sequentialSpecification(SectionsModel.class).check(Sections.class);
  }

  // ---- Broken on purpose

  /** A writer that does not wait for the readers who are inside. */
  public static class WriteWithoutDrain extends Sections {
    @Override
    void startWrite() {
      VmaLock.LOCK_SEQ.setRelease(node, structure.sequence().getPlain());
    }
  }

  @Test
  void aWriterThatDoesNotDrainIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 2).sequentialSpecification(SectionsModel.class), WriteWithoutDrain.class);
  }

  /** A reader that looks whether there is a writer before it is counted, and not again. */
  public static class ReadWithoutLateCheck extends Sections {
    @Override
    long enter(Way way) {
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
  void aReaderThatDoesNotLookAgainIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 2).sequentialSpecification(SectionsModel.class), ReadWithoutLateCheck.class);
  }
}
