package org.vmalock.examples.torture.subject;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import org.vmalock.examples.run.Violations;

/**
 * The data that a tortured node guards, and the checks of every access to it. A writer makes {@link #WRITER_SEQUENCE} odd when it
 * acquires the node and even before it releases it; a reader compares the value at the start and at the end of its read.
 * Generation, place and state are written only where the lock permits it, so a reader that acquires the node at a wrong moment
 * reads wrong values.
 *
 * <p>The cells are accessed in opaque mode on purpose: they order nothing, so they cannot hide a lock that fails to order a
 * writer's stores before a reader's loads. For the same reason only some readers register themselves in an atomic count, which
 * is a full fence.
 */
public final class Oracle {
  private static final int WRITER_SEQUENCE = 0;
  private static final int GENERATION = 1;
  private static final int PLACE = 2;
  private static final int FIRST_COPY = 3;
  private static final int SECOND_COPY = 4;
  private static final int CELLS = 5;

  /** The place of a detached object. */
  private static final long NOWHERE = -1;

  /** The generation of an object that was never allocated; the first one is any number of 32 bits. */
  private static final long NEVER_ALLOCATED = Long.MIN_VALUE;

  private static final long POISON = 0x6b6b_6b6b_6b6bL;

  private final Violations<Check> violations;
  private final Runnable onFree;
  private final AtomicLongArray cells = new AtomicLongArray(CELLS);
  private final AtomicInteger registered = new AtomicInteger();
  private final AtomicBoolean owned = new AtomicBoolean();

  /**
   * Creates the oracle of a new object.
   *
   * @param violations receives what the checks find
   * @param onFree called at the end of each generation; may throw
   */
  public Oracle(Violations<Check> violations, Runnable onFree) {
    this.violations = violations;
    this.onFree = onFree;
    cells.setPlain(PLACE, NOWHERE);
    cells.setPlain(GENERATION, NEVER_ALLOCATED);
  }

  // ---- Allocation and free

  /**
   * Records that the object was allocated.
   *
   * @param generation the new generation
   */
  public void recordAlloc(int generation) {
    long before = cells.getOpaque(GENERATION);
    if (!owned.compareAndSet(false, true)) {
      report(Check.FREE, () -> "allocated as " + text(generation) + " although " + text(before) + " is not freed");
    } else if (before != NEVER_ALLOCATED && generation != (int) before + 1) {
      report(Check.FREE, () -> text(generation) + " follows " + text(before));
    }
    cells.setOpaque(GENERATION, generation);
    cells.setOpaque(PLACE, NOWHERE);
    write(generation, () -> {});
  }

  /**
   * Records that the last reference was released; called by the object's {@code onFree}.
   *
   * @param generation the generation that ends
   */
  public void recordFree(int generation) {
    long expected = cells.getOpaque(GENERATION);
    if (!owned.compareAndSet(true, false)) {
      report(Check.FREE, () -> text(generation) + " freed twice");
    }
    if (generation != (int) expected) {
      report(Check.FREE, () -> text(generation) + " freed in " + text(expected));
    }
    int readers = registered.get();
    if (readers != 0) {
      report(Check.FREE, () -> text(generation) + " freed while " + readers + " readers hold it");
    }
    requireNoWriter("freed");
    cells.setOpaque(PLACE, NOWHERE);
    cells.setOpaque(FIRST_COPY, POISON);
    cells.setOpaque(SECOND_COPY, ~POISON);
    onFree.run();
  }

  // ---- Readers

  /**
   * Records that a reader has acquired the object.
   *
   * @param generation the generation that it looked up
   * @param place the place where it looked, or -1 if the object may have been detached since
   * @param registers whether to count the reader, which orders more than a read of the lock does
   * @return the argument for {@link #recordReadEnd}
   */
  public long recordReadStart(int generation, int place, boolean registers) {
    if (registers) {
      registered.incrementAndGet();
    }
    long sequence = cells.getOpaque(WRITER_SEQUENCE);
    if ((sequence & 1) != 0) {
      report(Check.EXCLUSION, () -> "a reader acquired the node while a writer holds it");
    }
    long found = cells.getOpaque(GENERATION);
    if ((int) found != generation) {
      report(Check.ACQUIRE, () -> "a reader of " + text(generation) + " acquired " + text(found));
    }
    long foundPlace = cells.getOpaque(PLACE);
    if (place >= 0 && foundPlace != place) {
      String where = foundPlace < 0 ? "detached" : "in place " + foundPlace;
      report(Check.ACQUIRE, () -> "a reader of place " + place + " acquired an object that is " + where);
    }
    checkData();
    return sequence;
  }

  /** Checks the data; called by a reader that holds the object. */
  public void checkData() {
    long first = cells.getOpaque(FIRST_COPY);
    long second = cells.getOpaque(SECOND_COPY);
    if (first != second) {
      boolean freed = first == POISON || second == ~POISON;
      String seen = freed ? "the data of a freed object" : "a torn write: " + first + ", " + second;
      report(freed ? Check.FREE : Check.EXCLUSION, () -> "a reader saw " + seen);
    }
  }

  /**
   * Records that a reader is about to release the object.
   *
   * @param started the result of {@link #recordReadStart}
   * @param generation the generation that it acquired
   * @param registers the same as at the start
   */
  public void recordReadEnd(long started, int generation, boolean registers) {
    checkData();
    long sequence = cells.getOpaque(WRITER_SEQUENCE);
    if (sequence != started) {
      report(Check.EXCLUSION, () -> "a writer held the node during a read: sequence " + sequence + " instead of " + started);
    }
    long found = cells.getOpaque(GENERATION);
    if ((int) found != generation) {
      report(Check.FREE, () -> text(generation) + " was freed and is now " + text(found) + " while a reader holds it");
    }
    if (registers) {
      registered.decrementAndGet();
    }
  }

  /**
   * Returns the place of the object. To be called by readers that hold it.
   *
   * @return the place; -1 if the object is detached
   */
  public int place() {
    return (int) cells.getOpaque(PLACE);
  }

  // ---- Writers

  /** Records that a writer has acquired the object. */
  public void recordWriteStart() {
    requireNoWriter("write-locked");
    int readers = registered.get();
    if (readers != 0) {
      report(Check.EXCLUSION, () -> "a writer acquired the node while " + readers + " readers hold it");
    }
    cells.setOpaque(WRITER_SEQUENCE, cells.getOpaque(WRITER_SEQUENCE) + 1);
  }

  /**
   * Changes the guarded data, in two steps; called by the writer or the owner.
   *
   * @param value any number
   * @param between called between the two steps
   */
  public void write(long value, Runnable between) {
    cells.setOpaque(FIRST_COPY, value);
    between.run();
    cells.setOpaque(SECOND_COPY, value);
  }

  /**
   * Sets the place; called by the writer, or by the owner of an object that belongs to no structure, when it attaches or detaches
   * the object.
   *
   * @param place the place; -1 if the object is detached
   */
  public void setPlace(int place) {
    cells.setOpaque(PLACE, place);
  }

  /** Records that the writer is about to release the object. */
  public void recordWriteEnd() {
    long sequence = cells.getOpaque(WRITER_SEQUENCE);
    if ((sequence & 1) == 0) {
      report(Check.EXCLUSION, () -> "two writers held the node at the same time");
    }
    cells.setOpaque(WRITER_SEQUENCE, sequence + 1);
  }

  /**
   * Tells whether a writer holds the object.
   *
   * @return whether a writer holds it; false in the final state
   */
  public boolean hasWriter() {
    return (cells.getOpaque(WRITER_SEQUENCE) & 1) != 0;
  }

  private void requireNoWriter(String event) {
    if (hasWriter()) {
      report(Check.EXCLUSION, () -> event + " while a writer holds it");
    }
  }

  private static String text(long generation) {
    return generation == NEVER_ALLOCATED ? "no generation" : "generation " + Integer.toUnsignedString((int) generation);
  }

  private void report(Check check, Supplier<String> words) {
    violations.add(check, () -> Thread.currentThread().getName() + ": " + words.get() + " [" + this + "]");
  }

  @Override
  public String toString() {
    return "object " + Integer.toHexString(System.identityHashCode(this)) + ", " + text(cells.getOpaque(GENERATION)) + ", "
        + (cells.getOpaque(PLACE) < 0 ? "detached" : "in place " + cells.getOpaque(PLACE));
  }
}
