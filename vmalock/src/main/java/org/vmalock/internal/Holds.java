package org.vmalock.internal;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The recorded holds of this JVM, at the level that it has: those of {@link HoldTable} or of {@link SampledHolds}. */
public final class Holds {
  private Holds() {}

  /**
   * Notes that the latest hold of a lock by the current thread belongs to a handle. Does not throw: the lock is held.
   *
   * @param handle the object whose close by any thread releases the hold
   * @param object the lock
   * @param stamp the stamp of the hold
   */
  public static void open(Object handle, Object object, long stamp) {
    try {
      if (DebugLevel.CHECKING) {
        HoldTable.open(handle, object);
      } else if (DebugLevel.SAMPLING && (stamp & SampledHolds.MARK) != 0) {
        SampledHolds.open(handle, object);
      }
    } catch (OutOfMemoryError | StackOverflowError e) {
      HoldTable.miss();
    }
  }

  /**
   * Gives the hold of a handle to the current thread, which releases it next. Does not throw: the handle is closed already.
   *
   * @param handle the handle that is being closed
   * @param object the lock
   * @param stamp the stamp of the hold
   */
  public static void close(Object handle, Object object, long stamp) {
    try {
      if (DebugLevel.CHECKING) {
        HoldTable.close(handle, object);
      } else if (DebugLevel.SAMPLING && (stamp & SampledHolds.MARK) != 0) {
        SampledHolds.close(handle, object);
      }
    } catch (OutOfMemoryError | StackOverflowError e) {
      HoldTable.miss();
    }
  }

  /**
   * Marks the holds of an object, or that of a handle, that the current thread has acquired: another thread will release them.
   *
   * @param object the lock, the structure, the reference or the handle
   */
  public static void handOff(Object object) {
    if (DebugLevel.CHECKING) {
      HoldTable.handOff(object);
    } else if (DebugLevel.SAMPLING) {
      SampledHolds.handOff(object);
    }
  }

  /**
   * Returns the number of recorded holds that end with a release, not with a retirement.
   *
   * @return zero or more
   */
  public static int size() {
    return (int) all().stream().filter(hold -> hold.kind != Hold.Kind.OWNER).count();
  }

  /** Returns the recorded holds. */
  static List<Hold> all() {
    return DebugLevel.CHECKING ? HoldTable.all() : DebugLevel.SAMPLING ? SampledHolds.all() : List.of();
  }

  /**
   * Records the acquisition of a hold by a call that returns no stamp. At level {@code sampled}, of one of many. Does not throw: the lock is
   * held.
   *
   * @param kind what was acquired
   * @param object the lock, the structure or the reference
   * @param group the structure that it belongs to, or null
   * @param generation its generation
   * @param described the object, whose {@code toString} describes it
   * @return whether it was recorded
   */
  public static boolean record(Hold.Kind kind, Object object, @Nullable Object group, int generation, Object described) {
    try {
      if (DebugLevel.CHECKING) {
        HoldTable.add(new Hold(kind, object, group, generation, described::toString));
        return true;
      }
      return DebugLevel.SAMPLING
          && Sampler.isNext()
          && SampledHolds.add(new Hold(kind, object, group, generation, described::toString));
    } catch (OutOfMemoryError | StackOverflowError e) {
      HoldTable.miss();
      return false;
    }
  }

  /**
   * Records the owner reference of a pooled object. At level {@code sampled}, the caller has asked the {@link Sampler}. Does not throw.
   *
   * @param object the object
   * @param pool its pool
   * @param generation its generation
   * @param description returns its name and state
   * @param detached whether the object is neither attached nor retired
   */
  public static void recordOwner(Object object, Object pool, int generation, Supplier<String> description, BooleanSupplier detached) {
    try {
      Hold hold = new Hold(Hold.Kind.OWNER, object, null, generation, description).withPool(pool).withDetached(detached);
      if (DebugLevel.CHECKING) {
        HoldTable.add(hold);
      } else if (DebugLevel.SAMPLING) {
        SampledHolds.add(hold);
      }
    } catch (OutOfMemoryError | StackOverflowError e) {
      HoldTable.miss();
    }
  }

  /**
   * Records a borrow that ends when a handle is closed, like {@link #record}.
   *
   * @param handle the handle
   * @param reference the reference whose resource is borrowed
   */
  public static void openBorrow(Object handle, Object reference) {
    if (record(Hold.Kind.BORROW, reference, null, 0, reference)) {
      open(handle, reference, SampledHolds.MARK);
    }
  }

  /**
   * Removes the borrow of a handle that is being closed.
   *
   * @param handle the handle
   * @param reference the reference
   */
  public static void closeBorrow(Object handle, Object reference) {
    if (DebugLevel.CHECKING) {
      HoldTable.removeOf(handle, reference);
    } else if (DebugLevel.SAMPLING) {
      SampledHolds.removeOf(handle, reference);
    }
  }

  /**
   * Removes a hold that was recorded by {@link #record}, whichever thread has acquired it.
   *
   * @param kind what is released
   * @param object the lock, the structure or the reference
   * @param generation its generation
   */
  public static void removeAny(Hold.Kind kind, Object object, int generation) {
    if (DebugLevel.CHECKING) {
      HoldTable.removeAny(kind, object, generation);
    } else if (DebugLevel.SAMPLING) {
      SampledHolds.remove(kind, object, generation);
    }
  }
}
