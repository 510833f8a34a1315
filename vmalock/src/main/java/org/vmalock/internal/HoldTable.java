package org.vmalock.internal;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The read locks that are held in this JVM, if {@link #ENABLED}; {@code org.vmalock.debug.HoldTracker} is its public side and documents
 * what is recorded and refused. Called by the locks; {@code ENABLED} is a constant, so that the compiler drops the calls when it is false.
 *
 * <p>Locks are compared by identity, and no method of a user's class is called with the monitor held.
 */
public final class HoldTable {
  /** Whether reads are recorded in this JVM: system property {@code vmalock.debug}, read once. */
  public static final boolean ENABLED = Boolean.getBoolean("vmalock.debug");

  /** The time after which a drain is logged. Read when this class is initialized, so that an invalid value is refused at once. */
  static final long DRAIN_WARNING_NANOS = ENABLED ? TimeUnit.MILLISECONDS.toNanos(DrainWatch.thresholdMillis()) : 0;

  /** Holds in the order of their acquisition, by lock and by acquiring thread. No empty sets. Both guarded by BY_LOCK. */
  private static final IdentityHashMap<Object, Set<Hold>> BY_LOCK = new IdentityHashMap<>();

  private static final IdentityHashMap<Thread, Set<Hold>> BY_THREAD = new IdentityHashMap<>();

  private HoldTable() {}

  /**
   * Records that the current thread has acquired a read lock.
   *
   * @param lock the lock
   * @param structure the structure whose writers wait for this reader, or null if there is none
   * @param generation the lock's generation
   * @param description returns the lock's name and state for messages
   */
  public static void add(Object lock, @Nullable Object structure, int generation, Supplier<String> description) {
    Hold hold = new Hold(lock, structure, generation, description);
    synchronized (BY_LOCK) {
      add(BY_LOCK, lock, hold);
      add(BY_THREAD, hold.acquiredBy, hold);
    }
  }

  /**
   * Removes one read, before its count is released: after that the lock may be in its next generation. Does nothing if no such read is
   * recorded.
   *
   * @param lock the lock
   * @param generation the generation in which the read was acquired
   */
  public static void remove(Object lock, int generation) {
    synchronized (BY_LOCK) {
      Hold hold = likeliest(lock, generation);
      if (hold != null) {
        remove(BY_LOCK, lock, hold);
        remove(BY_THREAD, hold.acquiredBy, hold);
      }
    }
  }

  /**
   * Throws if the current thread holds the read lock of a node of this structure. Called before each wait for the structure lock, whether
   * or not that lock is free.
   *
   * @param structure the structure lock that the thread is going to wait for
   * @throws IllegalStateException naming the node; its cause is the acquisition of the read lock
   */
  public static void checkWaitFor(Object structure) {
    Hold hold = ownHold(null, structure);
    if (hold != null) {
      throw new IllegalStateException(
          Thread.currentThread().getName() + " is about to wait for " + structure + " while it holds the read lock of the node "
              + hold.describeLock() + ": a writer that holds the structure lock would wait for this reader, a deadlock. Release the"
              + " read lock first and look the node up again under the structure lock; if another thread releases it, call"
              + " HoldTracker.handOff(node)",
          hold.asCause());
    }
  }

  /**
   * Throws if the current thread holds the read lock of the node whose readers it is going to wait for.
   *
   * @param lock the node that is going to be write-locked
   * @throws IllegalStateException naming the node; its cause is the acquisition of the read lock
   */
  public static void checkDrain(Object lock) {
    Hold hold = ownHold(lock, null);
    if (hold != null) {
      throw new IllegalStateException(
          Thread.currentThread().getName() + " is about to wait for the readers of " + hold.describeLock()
              + " and is one of them: it would wait for itself. Release the read lock before startWrite; if another thread releases it,"
              + " call HoldTracker.handOff(node)",
          hold.asCause());
    }
  }

  /**
   * Marks the reads of a lock that the current thread has acquired: another thread will release them.
   *
   * @param lock the lock
   */
  public static void handOff(Object lock) {
    synchronized (BY_LOCK) {
      for (Hold hold : BY_LOCK.getOrDefault(lock, Set.of())) {
        if (hold.acquiredBy == Thread.currentThread()) {
          hold.handedOff = true;
        }
      }
    }
  }

  /**
   * Describes the holders of a node's read lock, or of the read locks of all nodes of a structure; oldest first.
   *
   * @param lock a node or a structure lock
   * @return several lines; empty if no read lock is held
   */
  public static String describe(Object lock) {
    StringBuilder text = new StringBuilder();
    Object last = null;
    for (Hold hold : holdsOf(lock)) {
      if (hold.lock != last) {
        last = hold.lock;
        text.append(hold.describeLock()).append(" is read-locked").append(System.lineSeparator());
      }
      hold.appendTo(text);
    }
    return text.toString();
  }

  /**
   * Returns the number of recorded reads.
   *
   * @return zero or more
   */
  public static int size() {
    synchronized (BY_LOCK) {
      return BY_LOCK.values().stream().mapToInt(Set::size).sum();
    }
  }

  private static List<Hold> holdsOf(Object lock) {
    synchronized (BY_LOCK) {
      List<Hold> found = new ArrayList<>(BY_LOCK.getOrDefault(lock, Set.of()));
      for (Set<Hold> holds : BY_LOCK.values()) {
        holds.stream().filter(hold -> hold.structure == lock).forEach(found::add);
      }
      return found;
    }
  }

  /** Returns the hold with the lowest {@link #rank}, the oldest of these. A guess: a stamp does not tell readers of one generation apart. */
  private static @Nullable Hold likeliest(Object lock, int generation) {
    Hold likeliest = null;
    for (Hold hold : BY_LOCK.getOrDefault(lock, Set.of())) {
      if (hold.generation == generation && (likeliest == null || rank(hold) < rank(likeliest))) {
        likeliest = hold;
      }
    }
    return likeliest;
  }

  private static int rank(Hold hold) {
    return hold.handedOff ? 1 : hold.acquiredBy == Thread.currentThread() ? 0 : 2;
  }

  /** Returns the oldest hold that the current thread has to release itself, of this lock or of any node of this structure. */
  private static @Nullable Hold ownHold(@Nullable Object lock, @Nullable Object structure) {
    synchronized (BY_LOCK) {
      for (Hold hold : BY_THREAD.getOrDefault(Thread.currentThread(), Set.of())) {
        boolean matches = hold.lock == lock || (structure != null && hold.structure == structure);
        if (matches && !hold.handedOff) {
          return hold;
        }
      }
      return null;
    }
  }

  private static <K> void add(IdentityHashMap<K, Set<Hold>> index, K key, Hold hold) {
    index.computeIfAbsent(key, absent -> new LinkedHashSet<>()).add(hold);
  }

  private static <K> void remove(IdentityHashMap<K, Set<Hold>> index, K key, Hold hold) {
    Set<Hold> holds = index.get(key);
    if (holds != null && holds.remove(hold) && holds.isEmpty()) {
      index.remove(key);
    }
  }
}
