package org.vmalock;

import org.vmalock.internal.Hold;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.Names;
import org.vmalock.internal.Violations;

/** Builds the exceptions for incorrect use of a lock; kept off the hot path. */
final class Misuse {
  private Misuse() {}

  static IllegalMonitorStateException endReadWithoutHold(VmaLock lock, long word, long stamp) {
    if (!LockWord.isStamp(stamp)) {
      return new IllegalMonitorStateException("endRead(" + stamp + ") of " + lock.describe(word)
          + ": the argument is not a stamp; only an attempt that returned a value greater than zero holds a read lock to release");
    }
    int generation = LockWord.generation(stamp);
    if (generation != LockWord.generation(word)) {
      return new IllegalMonitorStateException("endRead of " + lock.describe(word) + " with a stamp of generation "
          + Integer.toUnsignedString(generation) + ", all reads of which have been released; release every read exactly once");
    }
    if (LockWord.isHazard(stamp)) {
      return new IllegalMonitorStateException(
          "endRead of " + lock.describe(word) + " with the stamp of a read that has been released; release every read exactly once");
    }
    return new IllegalMonitorStateException(
        "endRead of " + lock.describe(word) + ", which counts no read; release every read exactly once");
  }

  /** Builds the exception of a release by a thread that holds no read of this generation. */
  static IllegalMonitorStateException endReadOfOther(VmaLock lock, long word, long stamp) {
    int generation = LockWord.generation(stamp);
    boolean present = LockWord.isStamp(stamp) && generation == LockWord.generation(word) && lock.readers() > 0;
    return present
        ? releaseOfOther("endRead of " + lock.describe(), lock, generation)
        : explained(endReadWithoutHold(lock, word, stamp), Hold.Kind.READ, lock, generation);
  }

  /** Builds the exception of a release by a thread that holds no read of the present generation, which others hold. */
  static IllegalMonitorStateException releaseOfOther(String release, VmaLock lock, int generation) {
    String message = release + " by " + Names.of(Thread.currentThread())
        + (HoldTable.hasReleased(Hold.Kind.READ, lock, generation)
            ? ", which has released its read already: a double release, which would end the read of another thread. Release every read exactly"
                + " once"
            : ", which holds no read of it: a foreign release, which would end the read of another thread. Release a read in the thread that"
                + " acquired it, or call HoldTracker.handOff(node) there first");
    return explained(new IllegalMonitorStateException(message), Hold.Kind.READ, lock, generation);
  }

  /** Gives an exception its cause: earlier releases and present holds, as far as they are recorded. */
  private static <E extends RuntimeException> E explained(E refusal, Hold.Kind kind, Object lock, int generation) {
    Throwable cause = HoldTable.ENABLED ? HoldTable.explain(kind, lock, generation) : null;
    if (cause != null) {
      refusal.initCause(cause);
    }
    return refusal;
  }

  static IllegalMonitorStateException unlockReadWithoutHold(StructureLock lock) {
    return Violations.report(new IllegalMonitorStateException("unlockRead of " + lock + ", which is not read-locked; call unlockRead exactly once"
        + " for each lockRead, downgrade and successful tryLockRead"));
  }

  /** Builds the exception of a release of a structure by a thread that holds no read lock of it. */
  static IllegalMonitorStateException unlockReadOfOther(StructureLock lock) {
    IllegalMonitorStateException refusal = new IllegalMonitorStateException("unlockRead of " + lock + " by " + Names.of(Thread.currentThread())
        + ", which holds no read lock of it" + (HoldTable.hasReleased(Hold.Kind.STRUCTURE_READ, lock, 0) ? " any more" : "")
        + ": the release would end that of another thread. Release it once, in the thread that acquired it, or call"
        + " HoldTracker.handOff(structure) there first");
    return explained(refusal, Hold.Kind.STRUCTURE_READ, lock, 0);
  }

  /** Builds the exception of a second release of a read that was recorded at level {@code sampled}. */
  static IllegalMonitorStateException releasedBefore(VmaLock lock) {
    return new IllegalMonitorStateException("endRead of " + lock.describe() + " with the stamp of a read that has been released: a double"
        + " release. Release every read exactly once; -Dvmalock.debug=all shows where it was released before");
  }

  static IllegalStateException doubleRelease(VmaLock lock, int generation, long word) {
    boolean past = generation - LockWord.generation(word) <= 0;
    IllegalStateException refusal = new IllegalStateException("Generation " + Integer.toUnsignedString(generation) + " of " + lock.describe(word)
        + (past ? " has been retired already: a double release." : " has not begun.")
        + " Only the owner may retire a generation, exactly once");
    return Violations.report(explained(refusal, Hold.Kind.OWNER, lock, generation));
  }

  static Error fullCount(VmaLock lock) {
    return new Error("Maximum lock count exceeded: " + lock.describe());
  }

  static IllegalMonitorStateException retainWithoutHold(VmaLock lock, long word) {
    return Violations.report(new IllegalMonitorStateException(
        "retain of " + lock.describe(word) + " with a stamp whose read is not held; pass the stamp of a read that has not been released"));
  }

  static IllegalStateException retireBesideWriter(VmaLock lock, long word) {
    return Violations.report(new IllegalStateException("retire of " + lock.describe(word) + " while a writer waits for its readers: the last"
        + " reader would free the object under the writer. Retire it after startWrite has returned, in the same write section or later"));
  }

  static IllegalStateException wrongState(VmaLock lock, String operation, String expected, long word) {
    return Violations.report(
        new IllegalStateException(operation + " expects an object that is " + expected + ", but was called on " + lock.describe(word)));
  }

  static IllegalStateException alreadyUsed(VmaLock lock) {
    return Violations.report(new IllegalStateException("attachUnpublished expects a new object without a pool, but was called on " + lock.describe()
        + "; call startWrite and markAttached instead"));
  }

  static IllegalStateException notNew(VmaPool<?> pool, VmaLock object) {
    return new IllegalStateException("The factory of " + pool + " returned " + object.describe() + ", which is in use already;"
        + " each call must return a new object, made by the constructor without a structure");
  }

  static IllegalStateException noStructure(VmaLock lock, String operation) {
    return Violations.report(new IllegalStateException(
        operation + " of " + lock.describe() + ", which belongs to no StructureLock; construct or allocate it with one"));
  }

  static IllegalMonitorStateException structureNotLocked(VmaLock lock, String operation, StructureLock structure) {
    return Violations.report(new IllegalMonitorStateException(operation + " of " + lock.describe() + " expects " + structure
        + " to be read-locked, or write-locked by the current thread; call lockRead first"));
  }

  static IllegalMonitorStateException notWriteLocked(VmaLock lock, String operation) {
    return Violations.report(new IllegalMonitorStateException(
        operation + " expects a write-locked object, but was called on " + lock.describe() + "; call startWrite first"));
  }

  static IllegalMonitorStateException notReadLocked(VmaLock lock) {
    return Violations.report(new IllegalMonitorStateException(
        "assertReadLocked expects at least one reader, but was called on " + lock.describe() + "; call tryStartRead first"));
  }
}
