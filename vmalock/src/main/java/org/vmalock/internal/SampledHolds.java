package org.vmalock.internal;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The holds that were chosen at level {@code sampled}: a table of fixed size. A hold has one of a few places, by the identity hash code of
 * its object; if all are taken, it is not recorded. No method blocks, and none of a user's class is called.
 */
public final class SampledHolds {
  /** The bit of a stamp whose hold is recorded. */
  public static final long MARK = 1L << 27;

  /** A power of two. */
  private static final int PLACES = 1 << 12;

  private static final int WINDOW = 8;

  private static final AtomicReferenceArray<@Nullable Hold> TABLE = new AtomicReferenceArray<>(PLACES);

  /** The recorded holds whose release is not marked by a stamp. Incremented before a hold is stored. */
  private static final AtomicInteger UNMARKED = new AtomicInteger();

  private SampledHolds() {}

  /**
   * Records a hold that the current thread has just acquired.
   *
   * @param hold the hold
   * @return whether it was recorded
   */
  public static boolean add(Hold hold) {
    if (hold.kind != Hold.Kind.READ) {
      UNMARKED.incrementAndGet();
    }
    int first = firstPlaceOf(hold.object);
    for (int i = 0; i < WINDOW; i++) {
      if (TABLE.compareAndSet((first + i) & (PLACES - 1), null, hold)) {
        LeakWatch.start();
        return true;
      }
    }
    if (hold.kind != Hold.Kind.READ) {
      UNMARKED.decrementAndGet();
    }
    return false;
  }

  /**
   * Removes a hold: of a structure or of a view, whose releases are not marked, one that the current thread acquired or that was handed
   * off, so that the hold of a thread that has ended is not removed by the release of another thread's hold that was not chosen; of
   * another kind, that of the current thread if there is one, or any.
   *
   * @param kind what is released
   * @param object the lock, the structure or the reference
   * @param generation the generation in which it was acquired
   * @return whether one was recorded
   */
  public static boolean remove(Hold.Kind kind, Object object, int generation) {
    if (kind != Hold.Kind.READ && UNMARKED.get() == 0) {
      return false;
    }
    while (true) {
      int place = find(kind, object, generation);
      if (place < 0) {
        return false;
      }
      Hold hold = TABLE.get(place);
      if (hold != null && hold.isOf(kind, object, generation) && TABLE.compareAndSet(place, hold, null)) {
        if (kind != Hold.Kind.READ) {
          UNMARKED.decrementAndGet();
        }
        return true;
      }
    }
  }

  private static int find(Hold.Kind kind, Object object, int generation) {
    int first = firstPlaceOf(object);
    int found = -1;
    int lowest = kind == Hold.Kind.STRUCTURE_READ || kind == Hold.Kind.VIEW_READ ? Hold.FOREIGN : Integer.MAX_VALUE;
    for (int i = 0; i < WINDOW; i++) {
      int place = (first + i) & (PLACES - 1);
      Hold hold = TABLE.get(place);
      if (hold != null && hold.isOf(kind, object, generation) && hold.rank() < lowest) {
        found = place;
        lowest = hold.rank();
      }
    }
    return found;
  }

  static void open(Object handle, Object object) {
    int first = firstPlaceOf(object);
    Hold latest = null;
    for (int i = 0; i < WINDOW; i++) {
      Hold hold = TABLE.get((first + i) & (PLACES - 1));
      if (hold != null && hold.object == object && hold.isOwnedByCurrentThread() && hold.handle == null) {
        latest = latest == null || hold.since() - latest.since() > 0 ? hold : latest;
      }
    }
    if (latest != null) {
      latest.handle = new WeakReference<>(handle);
    }
  }

  static void close(Object handle, Object object) {
    int first = firstPlaceOf(object);
    for (int i = 0; i < WINDOW; i++) {
      Hold hold = TABLE.get((first + i) & (PLACES - 1));
      if (hold != null && hold.object == object && hold.isOwnedBy(handle)) {
        hold.beginClose();
        return;
      }
    }
  }

  /** Removes the hold of a handle that the current thread closes. */
  static void removeOf(Object handle, Object object) {
    if (UNMARKED.get() == 0) {
      return;
    }
    int first = firstPlaceOf(object);
    for (int i = 0; i < WINDOW; i++) {
      int place = (first + i) & (PLACES - 1);
      Hold hold = TABLE.get(place);
      if (hold != null && hold.isOwnedBy(handle)) {
        hold.closing = true;
        if (TABLE.compareAndSet(place, hold, null)) {
          UNMARKED.decrementAndGet();
        }
        return;
      }
    }
  }

  /** Marks the holds of an object, or that of a handle, by the current thread: another thread will release them. */
  static void handOff(Object object) {
    all().forEach(hold -> hold.handOffIfOf(object));
  }

  /** Returns the recorded holds. */
  static List<Hold> all() {
    List<Hold> all = new ArrayList<>();
    for (int place = 0; place < PLACES; place++) {
      Hold hold = TABLE.get(place);
      if (hold != null) {
        all.add(hold);
      }
    }
    return all;
  }

  private static int firstPlaceOf(Object object) {
    return (System.identityHashCode(object) * 0x9E37_79B9) >>> 20;
  }
}
