package org.vmalock;

import java.util.concurrent.atomic.AtomicLong;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.StackProbe;
import org.vmalock.primitive.SequenceCount;
import org.vmalock.primitive.SharedHazardSlots;

/**
 * The steps of a reader of a spread node, which writes to a slot of its own, and of the thread that turns such reads into counted ones.
 *
 * <pre>
 *   R tryStartRead                               W startWrite, markDetached, retire
 *   -----------------------------------------    ---------------------------------------------
 *   1 word          acquire   admits, SPREAD?
 *   2 sequence      acquire   even?
 *   3 slot          CAS       0 -> token
 *                                                a word        RMW       L := 1, or A := 0 and SPREAD := 0
 *                                                b slots       volatile  each with the token:
 *   4 word          volatile  admits, SPREAD?    c word        RMW       count + 1
 *   5 sequence      acquire   unchanged?         d slot        CAS       token -> -token; if it fails, count - 1
 *     acquired                                   e the count is zero: drained, or freed
 *   R endRead
 *   6 slot          CAS       token -> 0
 *     if it holds -token: slot := 0, then as a counted reader
 * </pre>
 *
 * <p>The invariant: whenever a thread relies on the count being exact, no slot holds the token. R stores the slot and then loads the
 * word; W stores the word and then loads the slots. All four accesses are volatile, so either R finds the change of a and withdraws, or W finds
 * the token and counts R. W counts before it takes the token away: a reader that finds its token negated is counted. W
 * converts if and only if the word that a has replaced had SPREAD: a load before a could miss a reader that sets it in between.
 *
 * <p>A thread that clears A is counted itself from step a until it has converted, and drops that count as a reader does: another thread
 * may drop the owner reference meanwhile, and a count of zero would free the object under the readers not yet converted.
 *
 * <p>A reader that fails at step 2, 4 or 5, or finds no slot, is counted instead, as {@link ReadPath} does; after step 3 it first empties its
 * slot in the way of step 6, with the duties of a last reader. A reader whose sequence has changed is kept if it passes the late check and
 * the last look, which here also asks for SPREAD.
 */
final class HazardPath {
  /** The slots of all nodes. {@code LazyRef} has a table of its own: leaked borrows do not fill this one. */
  static final SharedHazardSlots SLOTS = new SharedHazardSlots(rows(), SharedHazardSlots.MAXIMUM_SLOTS_PER_ROW);

  private static final SharedHazardSlots.Use USE = SLOTS.use();

  private static final String ROWS = "vmalock.hazard.rows";

  /** With eight slots a row, all hazard reads at one time fit into the counts that {@link LockWord#LIMIT} keeps free. */
  private static final int MAXIMUM_ROWS = 1 << 12;

  // An update of a counter does not allocate, so that it cannot fail between two steps.
  private static final AtomicLong SPREAD = new AtomicLong();
  private static final AtomicLong SCANS = new AtomicLong();
  private static final AtomicLong CONVERSIONS = new AtomicLong();
  private static final AtomicLong FALLBACKS = new AtomicLong();

  private HazardPath() {}

  private static int rows() {
    int rows = Integer.getInteger(ROWS, Math.min(MAXIMUM_ROWS, 2 * Runtime.getRuntime().availableProcessors()));
    if (rows < 1 || rows > MAXIMUM_ROWS) {
      throw new IllegalArgumentException("The system property " + ROWS + " is " + rows + "; expected 1 to " + MAXIMUM_ROWS);
    }
    return rows;
  }

  // ---- Acquire

  /** Attempts to acquire a read lock after step 1, in the generation of the {@code idle} word; the word was spread and admitted a reader. */
  static long acquire(VmaLock lock, long idle) {
    StackProbe.reserve();
    SpreadState state = lock.spreadState();
    StructureLock structure = lock.structureLock;
    long before = structure == null ? 0 : structure.sequence().getAcquire();
    if (state == null || SequenceCount.isOdd(before)) {
      return ReadPath.acquireCounted(lock, idle);
    }
    long token = state.token(idle);
    int slot = USE.claim(token);
    if (slot == SharedHazardSlots.NONE) {
      FALLBACKS.incrementAndGet();
      return ReadPath.acquireCounted(lock, idle);
    }
    if (!LockWord.admitsHazard((long) VmaLock.WORD.getVolatile(lock), idle)
        || (structure != null && !passes(lock, idle, structure.sequence(), before))) {
      return acquireAfterWithdrawal(lock, idle, token, slot);
    }
    long stamp = LockWord.hazardStamp(idle, slot);
    if (HoldTable.ENABLED) {
      ReadPath.record(lock, stamp);
    }
    return stamp;
  }

  /** Performs the second look at the sequence; if it has changed, the late check and the last look. */
  private static boolean passes(VmaLock lock, long idle, SequenceCount sequence, long before) {
    return sequence.getAcquire() == before || passesSlow(lock, idle, sequence);
  }

  private static boolean passesSlow(VmaLock lock, long idle, SequenceCount sequence) {
    return !ReadPath.failsLateCheck(lock, sequence) && LockWord.isSpread((long) VmaLock.WORD.getOpaque(lock), idle);
  }

  private static long acquireAfterWithdrawal(VmaLock lock, long idle, long token, int slot) {
    long found = SLOTS.release(slot, token);
    FALLBACKS.incrementAndGet();
    if (found != token) {
      SLOTS.release(slot, -token); // converted, and no other thread has the stamp
      ReadPath.releaseCounted(lock, LockWord.stamp(idle));
    }
    return ReadPath.acquireCounted(lock, idle);
  }

  // ---- Release

  /** Releases a read lock with the stamp of a hazard read. */
  static void release(VmaLock lock, long stamp) {
    SpreadState state = lock.spreadState();
    if (state == null) {
      throw Misuse.endReadWithoutHold(lock, (long) VmaLock.WORD.getOpaque(lock), stamp);
    }
    long token = state.token(stamp);
    int slot = LockWord.slot(stamp);
    if (USE.release(slot, token) != token) {
      releaseConverted(lock, stamp, token, slot);
    }
  }

  private static void releaseConverted(VmaLock lock, long stamp, long token, int slot) {
    StackProbe.reserveDeep(); // for the duties of a counted reader, which reserves its own
    if (SLOTS.release(slot, -token) != -token) {
      throw Misuse.endReadWithoutHold(lock, (long) VmaLock.WORD.getOpaque(lock), stamp);
    }
    ReadPath.releaseCounted(lock, LockWord.stamp(stamp));
  }

  /** Returns whether a hazard read with this stamp is held, converted or not. */
  static boolean isHeld(VmaLock lock, long stamp) {
    SpreadState state = lock.spreadState();
    int slot = LockWord.slot(stamp);
    return state != null && SLOTS.holds(slot, state.token(stamp));
  }

  // ---- Spread, convert

  /** Sets SPREAD, if the word admits readers of the generation of the {@code idle} word. */
  static void spread(VmaLock lock, long idle) {
    long current = (long) VmaLock.WORD.getOpaque(lock);
    while (LockWord.admits(current, idle) && !LockWord.isSpread(current)) {
      long seen = (long) VmaLock.WORD.compareAndExchange(lock, current, current | LockWord.SPREAD);
      if (seen == current) {
        SPREAD.incrementAndGet();
        return;
      }
      current = seen;
    }
  }

  /**
   * Steps b to d, by the thread that has performed step a on a word with SPREAD. Returns the number of hazard reads that are counted now.
   * The object stays in its generation: it is owned or counted by the caller.
   */
  static int convert(VmaLock lock, long word) {
    SpreadState state = lock.spreadState();
    if (state == null) {
      throw new AssertionError("SPREAD without state: " + lock.describe(word)); // SPREAD is set after the state, and cleared first
    }
    long token = state.token(word);
    int converted = 0;
    for (int slot = SLOTS.next(0, token); slot != SharedHazardSlots.NONE; slot = SLOTS.next(slot + 1, token)) {
      VmaLock.WORD.getAndAdd(lock, 1L);
      if (SLOTS.convert(slot, token)) {
        converted++;
      } else {
        VmaLock.WORD.getAndAdd(lock, -1L); // released meanwhile
      }
    }
    SCANS.incrementAndGet();
    CONVERSIONS.addAndGet(converted);
    return converted;
  }

  /** Converts for the thread that has cleared A on this word, and drops the count that it has added in that step. */
  static void endClear(VmaLock lock, long before) {
    convert(lock, before);
    ReadPath.releaseCounted(lock, LockWord.stamp(before));
  }

  /** Returns the number of slots with the token of the word's generation: the hazard reads, and attempts that are about to be withdrawn. */
  static int readers(VmaLock lock, long word) {
    SpreadState state = LockWord.isSpread(word) ? lock.spreadState() : null;
    int readers = 0;
    if (state != null) {
      long token = state.token(word);
      for (int slot = SLOTS.next(0, token); slot != SharedHazardSlots.NONE; slot = SLOTS.next(slot + 1, token)) {
        readers++;
      }
    }
    return readers;
  }

  static HazardStats statistics() {
    return new HazardStats(SPREAD.get(), SCANS.get(), CONVERSIONS.get(), FALLBACKS.get(), SLOTS.occupied(), SLOTS.rows() * SLOTS.slotsPerRow());
  }
}
