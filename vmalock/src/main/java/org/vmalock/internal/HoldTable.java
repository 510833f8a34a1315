package org.vmalock.internal;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All holds of this JVM, at level {@code all}; {@code org.vmalock.debug.HoldTracker} documents what is recorded and refused. {@link
 * #ENABLED} is a constant, so that the compiler drops the calls when it is false.
 *
 * <p>Locks are compared by identity, and no method of a user's class is called with the monitor held.
 */
public final class HoldTable {
  /** Whether all holds are recorded in this JVM. */
  public static final boolean ENABLED = DebugLevel.CHECKING;

  /** The number of releases that are remembered, to be shown beside a second one. */
  private static final int REMEMBERED = 1 << 10;

  /** The number of present holds that are shown beside a release. */
  private static final int EXPLAINED = 5;

  /**
   * Holds in the order of their acquisition, by object and by acquiring thread. No empty collections. All guarded by BY_OBJECT. The lists
   * are walked by index, without an iterator: a removal does not allocate, so that it cannot fail between two steps of a release.
   */
  private static final IdentityHashMap<Object, List<Hold>> BY_OBJECT = new IdentityHashMap<>();

  private static final IdentityHashMap<Thread, Set<Hold>> BY_THREAD = new IdentityHashMap<>();

  /** The latest releases, the last one first. */
  private static final Deque<EndedHold> ENDED = new ArrayDeque<>();

  /** An acquisition was not recorded, for lack of memory or stack: what is not recorded may be held nevertheless. */
  private static volatile boolean incomplete;

  private HoldTable() {}

  /** A hold that was released, and where. Does not keep the object reachable. */
  private static final class EndedHold {
    final Hold.Kind kind;
    final WeakReference<Object> object;
    final @Nullable WeakReference<Object> handle;
    final int generation;
    final Throwable acquired;
    final String acquiredBy;
    final Thread releasedBy = Thread.currentThread();
    final Throwable released = new Throwable();

    EndedHold(Hold hold) {
      kind = hold.kind;
      object = new WeakReference<>(hold.object);
      handle = hold.handle;
      generation = hold.generation;
      acquired = hold.place();
      acquiredBy = Names.of(hold.acquiredBy);
    }

    boolean isOf(Hold.Kind wanted, Object of, int inGeneration) {
      return object.get() == of && kind == wanted && generation == inGeneration;
    }

    Throwable asCause() {
      Throwable release = Stacks.cause("the hold was released here before, by " + Names.of(releasedBy), released);
      release.addSuppressed(Stacks.cause("it was acquired here, by " + acquiredBy, acquired));
      return release;
    }
  }

  // ---- Record

  /**
   * Records a hold that the current thread has just acquired. Does not throw: the lock is held.
   *
   * @param hold the hold
   */
  public static void add(Hold hold) {
    try {
      synchronized (BY_OBJECT) {
        BY_OBJECT.computeIfAbsent(hold.object, absent -> new ArrayList<>(1)).add(hold);
        addOfThread(hold.acquiredBy, hold);
      }
      LeakWatch.start();
    } catch (OutOfMemoryError | StackOverflowError e) {
      incomplete = true;
    }
  }

  /** Notes that an acquisition could not be recorded. */
  public static void miss() {
    incomplete = true;
  }

  /**
   * Removes a hold, before it is released: after that the lock may be in its next generation. Removes, in this order, the hold whose handle
   * the current thread closes, the latest that it has to release itself, and the oldest that was handed off.
   *
   * @param kind what is released
   * @param object the lock, the structure or the reference
   * @param generation the generation in which it was acquired
   * @return whether the current thread may release it; false if it holds none and was handed none, and then nothing has changed
   */
  public static boolean remove(Hold.Kind kind, Object object, int generation) {
    synchronized (BY_OBJECT) {
      Hold hold = likeliest(kind, object, generation);
      if (hold == null) {
        return incomplete;
      }
      discard(hold);
      return true;
    }
  }

  /**
   * Returns whether the current thread may release a hold: it has one, or one was handed off.
   *
   * @param kind what would be released
   * @param object the lock, the structure or the reference
   * @param generation its generation
   * @return whether {@link #remove} would return true
   */
  public static boolean mayRelease(Hold.Kind kind, Object object, int generation) {
    synchronized (BY_OBJECT) {
      return incomplete || likeliest(kind, object, generation) != null;
    }
  }

  /**
   * Removes the hold of a reference that ends with an operation of any thread.
   *
   * @param kind what is released
   * @param object the object
   * @param generation its generation
   */
  public static void removeAny(Hold.Kind kind, Object object, int generation) {
    synchronized (BY_OBJECT) {
      List<Hold> holds = BY_OBJECT.getOrDefault(object, List.of());
      for (int i = 0; i < holds.size(); i++) {
        Hold hold = holds.get(i);
        if (hold.isOf(kind, object, generation)) {
          discard(hold);
          return;
        }
      }
    }
  }

  private static void discard(Hold hold) {
    remove(BY_OBJECT, hold.object, hold);
    remove(BY_THREAD, hold.acquiredBy, hold);
    Thread owner = hold.owner;
    if (owner != null) {
      remove(BY_THREAD, owner, hold);
    }
    try {
      if (ENDED.size() == REMEMBERED) {
        ENDED.removeLast();
      }
      ENDED.addFirst(new EndedHold(hold));
    } catch (OutOfMemoryError e) {
      return; // not remembered
    }
  }

  /** Returns the hold that the current thread releases, or null if it may release none. */
  private static @Nullable Hold likeliest(Hold.Kind kind, Object object, int generation) {
    Hold likeliest = null;
    int lowest = Hold.FOREIGN;
    List<Hold> holds = BY_OBJECT.getOrDefault(object, List.of());
    for (int i = 0; i < holds.size(); i++) {
      Hold hold = holds.get(i);
      if (hold.isOf(kind, object, generation) && (hold.rank() < lowest || (hold.rank() == lowest && lowest < 2))) {
        likeliest = hold;
        lowest = hold.rank();
      }
    }
    return likeliest;
  }

  // ---- Handles

  /**
   * Notes that the latest hold of an object by the current thread belongs to a handle, whose close by any thread releases it.
   *
   * @param handle the handle
   * @param object the lock
   */
  static void open(Object handle, Object object) {
    WeakReference<Object> reference = new WeakReference<>(handle);
    synchronized (BY_OBJECT) {
      Hold latest = null;
      List<Hold> holds = BY_OBJECT.getOrDefault(object, List.of());
      for (int i = 0; i < holds.size(); i++) {
        Hold hold = holds.get(i);
        latest = hold.isOwnedByCurrentThread() && hold.handle == null ? hold : latest;
      }
      if (latest != null) {
        latest.handle = reference;
      }
    }
  }

  /**
   * Gives the hold of a handle to the current thread, which releases it next.
   *
   * @param handle the handle
   * @param object the lock
   */
  static void close(Object handle, Object object) {
    synchronized (BY_OBJECT) {
      List<Hold> holds = BY_OBJECT.getOrDefault(object, List.of());
      for (int i = 0; i < holds.size(); i++) {
        Hold hold = holds.get(i);
        if (hold.isOwnedBy(handle)) {
          remove(BY_THREAD, hold.acquiredBy, hold);
          hold.beginClose();
          addOfThread(Thread.currentThread(), hold);
          return;
        }
      }
    }
  }

  /** Removes the hold of a handle that the current thread closes. */
  static void removeOf(Object handle, Object object) {
    synchronized (BY_OBJECT) {
      List<Hold> holds = BY_OBJECT.getOrDefault(object, List.of());
      for (int i = 0; i < holds.size(); i++) {
        Hold hold = holds.get(i);
        if (hold.isOwnedBy(handle)) {
          hold.closing = true;
          discard(hold);
          return;
        }
      }
    }
  }

  /**
   * Marks the holds of an object, or that of a handle, that the current thread has acquired: another thread will release them.
   *
   * @param object the object or the handle
   */
  public static void handOff(Object object) {
    synchronized (BY_OBJECT) {
      for (Hold hold : BY_THREAD.getOrDefault(Thread.currentThread(), Set.of())) {
        hold.handOffIfOf(object);
      }
    }
  }

  // ---- Ask

  /** Returns the oldest hold that the current thread has to release itself and for which the test is true. */
  static @Nullable Hold ownHold(Predicate<Hold> test) {
    for (Hold hold : ownHolds()) {
      if (test.test(hold)) {
        return hold;
      }
    }
    return null;
  }

  /** Returns the holds that the current thread has to release itself, oldest first. */
  static List<Hold> ownHolds() {
    synchronized (BY_OBJECT) {
      List<Hold> own = new ArrayList<>(BY_THREAD.getOrDefault(Thread.currentThread(), Set.of()));
      own.removeIf(hold -> !hold.isOwnedByCurrentThread());
      return own;
    }
  }

  /** Returns all holds, oldest first. */
  static List<Hold> all() {
    List<Hold> all = new ArrayList<>();
    synchronized (BY_OBJECT) {
      BY_OBJECT.values().forEach(all::addAll);
    }
    return all;
  }

  /**
   * Explains why a thread that releases a lock holds none: where it was released before, and where the present holds were acquired.
   *
   * @param kind what is released
   * @param object the lock, the structure or the reference
   * @param generation the generation that is released
   * @return the cause of an exception; null if nothing is known
   */
  public static @Nullable Throwable explain(Hold.Kind kind, Object object, int generation) {
    EndedHold ended = latestRelease(kind, object, generation);
    Throwable explanation = ended == null ? null : ended.asCause();
    int explained = 0;
    for (Hold hold : all()) {
      if (hold.isOf(kind, object, generation) && explained++ < EXPLAINED) {
        Throwable present = hold.asCause();
        if (explanation == null) {
          explanation = present;
        } else {
          explanation.addSuppressed(present);
        }
      }
    }
    return explanation;
  }

  /**
   * Explains why a handle is closed: where it was closed, and where its hold was acquired.
   *
   * @param <E> the type of the exception
   * @param refusal the exception for the use of a closed handle
   * @param handle the handle
   * @return the exception, with a cause if one is known
   */
  public static <E extends RuntimeException> E explainClosed(E refusal, Object handle) {
    if (!ENABLED) {
      return refusal;
    }
    synchronized (BY_OBJECT) {
      for (EndedHold ended : ENDED) {
        if (ended.handle != null && ended.handle.get() == handle) {
          refusal.initCause(ended.asCause());
          break;
        }
      }
    }
    return Violations.report(refusal);
  }

  /**
   * Returns whether the current thread has released a hold of this kind and generation before.
   *
   * @param kind what is released
   * @param object the lock, the structure or the reference
   * @param generation the generation
   * @return whether a release by this thread is remembered
   */
  public static boolean hasReleased(Hold.Kind kind, Object object, int generation) {
    EndedHold ended = latestRelease(kind, object, generation);
    return ended != null && ended.releasedBy == Thread.currentThread();
  }

  private static @Nullable EndedHold latestRelease(Hold.Kind kind, Object object, int generation) {
    EndedHold latest = null;
    synchronized (BY_OBJECT) {
      for (EndedHold ended : ENDED) {
        if (ended.isOf(kind, object, generation)) {
          if (ended.releasedBy == Thread.currentThread()) {
            return ended;
          }
          latest = latest == null ? ended : latest;
        }
      }
    }
    return latest;
  }

  private static void addOfThread(Thread thread, Hold hold) {
    BY_THREAD.computeIfAbsent(thread, absent -> new LinkedHashSet<>()).add(hold);
  }

  private static <K> void remove(IdentityHashMap<K, ? extends Collection<Hold>> index, K key, Hold hold) {
    Collection<Hold> holds = index.get(key);
    if (holds != null && holds.remove(hold) && holds.isEmpty()) {
      index.remove(key);
    }
  }
}
