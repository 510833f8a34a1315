package org.vmalock.debug;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock-dependency checker: it knows every read lock that is held, where it was taken, and refuses waits that could never end.
 *
 * <p>It is off unless the JVM was started with {@code -Dvmalock.debug=true}, and then nothing here is called: {@link #ENABLED} is a
 * constant, and the compiler drops what depends on it. When it is on, each read costs a stack trace and a global monitor; that is for
 * tests and for hunting, not for production.
 *
 * <p>What it does when it is on:
 *
 * <ul>
 *   <li>A thread that is about to wait for the lock of a structure while it holds the read lock of one of its nodes gets an {@link
 *       IllegalStateException} instead, with the start of that read as its cause. A writer that has the structure may be waiting for
 *       this very reader. It is refused whether or not somebody has the lock at that moment, so that a test finds the mistake without
 *       the race; attempts that do not wait are legal.
 *   <li>A writer that is about to wait for the readers of a node of which it is one itself gets the same.
 *   <li>A writer that waits for readers for too long logs once who they are: see {@link DrainWatch}.
 * </ul>
 *
 * <p><b>Whose hold it is.</b> A read belongs to the thread that started it, until it is ended or {@linkplain #handOff handed over}.
 * It may be ended by any thread: then the oldest hold of that lock and stamp by the ending thread is taken that it has not handed over,
 * else the oldest that was handed over, else the oldest of all. A read that is never ended keeps its lock object reachable from here.
 *
 * <p>Locks are told apart by identity; no method of a user's class is called with the tracker's monitor held. Methods that are marked
 * as called by the locks are public only because packages are: there is no reason to call them from outside.
 *
 * <p>Progress: blocking, for the tracker's monitor only. The idea is the Linux kernel's lockdep, with readers treated as attempts that
 * never wait and writers as holders during the drain only.
 */
public final class HoldTracker {
  /** Whether reads are tracked in this JVM: system property {@code vmalock.debug}, read once. */
  public static final boolean ENABLED = Boolean.getBoolean("vmalock.debug");

  /** Read here and not in the first drain, so that a bad value is refused at once. */
  static final long DRAIN_WARNING_NANOS = ENABLED ? TimeUnit.MILLISECONDS.toNanos(DrainWatch.thresholdMillis()) : 0;

  /** Holds in the order of their starts, by lock and by the thread that started them. No empty sets. Both guarded by BY_LOCK. */
  private static final IdentityHashMap<Object, Set<Hold>> BY_LOCK = new IdentityHashMap<>();

  private static final IdentityHashMap<Thread, Set<Hold>> BY_THREAD = new IdentityHashMap<>();

  private HoldTracker() {}

  /**
   * Records that the current thread has come in as a reader. Called by the locks, after success.
   *
   * @param lock what is read-locked
   * @param structure the structure whose writers wait for this reader, or null if there is none
   * @param stamp what the reader was given
   * @param description gives the lock's name and state for messages
   */
  public static void started(Object lock, @Nullable Object structure, long stamp, Supplier<String> description) {
    Hold hold = new Hold(lock, structure, stamp, description);
    synchronized (BY_LOCK) {
      add(BY_LOCK, lock, hold);
      add(BY_THREAD, hold.startedBy, hold);
    }
  }

  /**
   * Forgets one read, before its reader is uncounted: afterwards the lock may be in its next life. Does nothing if no such read is
   * known. Called by the locks.
   *
   * @param lock what is read-locked
   * @param stamp what its reader was given
   */
  public static void ended(Object lock, long stamp) {
    synchronized (BY_LOCK) {
      Hold hold = likeliest(lock, stamp);
      if (hold != null) {
        remove(BY_LOCK, lock, hold);
        remove(BY_THREAD, hold.startedBy, hold);
      }
    }
  }

  /**
   * Throws if the current thread holds the read lock of a node of this structure. Called by the structure's lock, before it is waited
   * for and whether or not it is free.
   *
   * @param structure the lock that is about to be taken
   * @throws IllegalStateException naming the node, with the start of its read as the cause
   */
  public static void beforeWaitingFor(Object structure) {
    Hold hold = ownHold(null, structure);
    if (hold != null) {
      throw new IllegalStateException(
          Thread.currentThread().getName() + " is about to wait for " + structure + " while it holds the read lock of its node "
              + hold.lockName() + ": a writer that has the structure would wait for this reader, and neither could go on. End the read"
              + " first and look the node up again under the structure's lock; if another thread will end it, call"
              + " HoldTracker.handOff(node)",
          hold.asCause());
    }
  }

  /**
   * Throws if the current thread is a reader of the node whose readers it is about to wait for. Called by the locks.
   *
   * @param lock the node that is about to be write-locked
   * @throws IllegalStateException naming the node, with the start of its read as the cause
   */
  public static void beforeDraining(Object lock) {
    Hold hold = ownHold(lock, null);
    if (hold != null) {
      throw new IllegalStateException(
          Thread.currentThread().getName() + " is about to wait for the readers of " + hold.lockName() + " and is one of them: it would"
              + " wait for itself. End the read before startWrite; if another thread will end it, call HoldTracker.handOff(node)",
          hold.asCause());
    }
  }

  /**
   * Declares that the reads of a lock which the current thread has started will be ended by another thread, so that this thread may
   * wait for that. They stay listed. Does nothing when the tracker is off.
   *
   * @param lock what is read-locked
   */
  public static void handOff(Object lock) {
    synchronized (BY_LOCK) {
      for (Hold hold : BY_LOCK.getOrDefault(lock, Set.of())) {
        if (hold.startedBy == Thread.currentThread()) {
          hold.handedOff = true;
        }
      }
    }
  }

  /**
   * Tells who holds the read lock of a node, for how long, and where each read was started; oldest first. Given the lock of a
   * structure, it tells this of each of its nodes. A reader on its way in or out may be missing.
   *
   * @param lock a node or the lock of a structure
   * @return several lines; empty if nobody holds it, or if the tracker is off
   */
  public static String describeHolds(Object lock) {
    StringBuilder text = new StringBuilder();
    Object last = null;
    for (Hold hold : holdsOf(lock)) {
      if (hold.lock != last) {
        last = hold.lock;
        text.append(hold.lockName()).append(" is read-locked").append(System.lineSeparator());
      }
      hold.appendTo(text);
    }
    return text.toString();
  }

  /**
   * The number of reads that have been started and not ended, of all locks in this JVM. Zero at the end of a test that leaks none.
   *
   * @return zero or more; zero when the tracker is off
   */
  public static int holds() {
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

  /** Reads of one generation have one stamp, so which of them ends is a guess: the likeliest, then the oldest. */
  private static @Nullable Hold likeliest(Object lock, long stamp) {
    Hold likeliest = null;
    for (Hold hold : BY_LOCK.getOrDefault(lock, Set.of())) {
      if (hold.stamp == stamp && (likeliest == null || rank(hold) < rank(likeliest))) {
        likeliest = hold;
      }
    }
    return likeliest;
  }

  private static int rank(Hold hold) {
    return hold.handedOff ? 1 : hold.startedBy == Thread.currentThread() ? 0 : 2;
  }

  /** The oldest hold that this thread has to end itself, of this lock or of any node of this structure. */
  private static @Nullable Hold ownHold(@Nullable Object lock, @Nullable Object structure) {
    synchronized (BY_LOCK) {
      for (Hold hold : BY_THREAD.getOrDefault(Thread.currentThread(), Set.of())) {
        boolean meant = hold.lock == lock || (structure != null && hold.structure == structure);
        if (meant && !hold.handedOff) {
          return hold;
        }
      }
      return null;
    }
  }

  private static <K> void add(IdentityHashMap<K, Set<Hold>> index, K key, Hold hold) {
    index.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(hold);
  }

  private static <K> void remove(IdentityHashMap<K, Set<Hold>> index, K key, Hold hold) {
    Set<Hold> holds = index.get(key);
    if (holds != null && holds.remove(hold) && holds.isEmpty()) {
      index.remove(key);
    }
  }
}
