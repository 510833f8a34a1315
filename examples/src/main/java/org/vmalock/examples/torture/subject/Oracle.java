package org.vmalock.examples.torture.subject;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import org.vmalock.examples.run.Violations;

/**
 * What a tortured node guards, and the witness of what happens to it. A writer makes {@link #WORD} odd when it comes in and even
 * when it goes; a reader compares it before and after. Life, place and state are written where the lock says they may be, so
 * whoever comes in at the wrong moment finds the wrong ones.
 *
 * <p>The cells are opaque on purpose: they order nothing, so a lock that forgets to order a writer's stores before a reader's
 * loads is not mended by them. For the same reason only a part of the readers register themselves with an atomic count, which
 * orders a lot.
 */
public final class Oracle {
  private static final int WORD = 0;
  private static final int LIFE = 1;
  private static final int PLACE = 2;
  private static final int LEFT = 3;
  private static final int RIGHT = 4;
  private static final int CELLS = 5;

  /** The place of what is not attached. */
  private static final long NOWHERE = -1;

  private static final long POISON = 0x6b6b_6b6b_6b6bL;

  private final Violations<Check> violations;
  private final Runnable onFree;
  private final AtomicLongArray cells = new AtomicLongArray(CELLS);
  private final AtomicInteger registered = new AtomicInteger();
  private final AtomicBoolean owned = new AtomicBoolean();

  /**
   * Makes the shadow of a new object.
   *
   * @param violations is told what goes wrong
   * @param onFree called at the end of each life, and may throw
   */
  public Oracle(Violations<Check> violations, Runnable onFree) {
    this.violations = violations;
    this.onFree = onFree;
    cells.setPlain(PLACE, NOWHERE);
  }

  // ---- Life

  /**
   * The object has been taken out of its pool.
   *
   * @param life the new life
   */
  public void born(int life) {
    long before = cells.getOpaque(LIFE);
    if (!owned.compareAndSet(false, true)) {
      report(Check.FREE, () -> "taken out of the pool for life " + life + " while life " + before + " is not over");
    } else if (life != (int) before + 1) {
      report(Check.FREE, () -> "life " + life + " follows life " + before);
    }
    cells.setOpaque(LIFE, life);
    cells.setOpaque(PLACE, NOWHERE);
    write(life, () -> {});
  }

  /**
   * The last reference is gone; called by the object.
   *
   * @param life the life that ends
   */
  public void freed(int life) {
    long expected = cells.getOpaque(LIFE);
    if (!owned.compareAndSet(true, false)) {
      report(Check.FREE, () -> "life " + life + " ended twice");
    }
    if (life != (int) expected) {
      report(Check.FREE, () -> "life " + life + " ended in life " + expected);
    }
    int inside = registered.get();
    if (inside != 0) {
      report(Check.FREE, () -> "life " + life + " ended with " + inside + " readers inside");
    }
    requireNoWriter("freed");
    cells.setOpaque(PLACE, NOWHERE);
    cells.setOpaque(LEFT, POISON);
    cells.setOpaque(RIGHT, ~POISON);
    onFree.run();
  }

  // ---- Readers

  /**
   * A reader has come in.
   *
   * @param life the life that it looked up
   * @param place where it looked, or -1 if it may have been detached meanwhile
   * @param registers whether to count it, which orders more than a read of the lock does
   * @return to be handed to {@link #left}
   */
  public long entered(int life, int place, boolean registers) {
    if (registers) {
      registered.incrementAndGet();
    }
    long word = cells.getOpaque(WORD);
    if ((word & 1) != 0) {
      report(Check.EXCLUSION, () -> "a reader came in while a writer is inside");
    }
    long found = cells.getOpaque(LIFE);
    if ((int) found != life) {
      report(Check.ENTRY, () -> "a reader of life " + life + " came into life " + found);
    }
    long foundPlace = cells.getOpaque(PLACE);
    if (place >= 0 && foundPlace != place) {
      String where = foundPlace < 0 ? "detached" : "in place " + foundPlace;
      report(Check.ENTRY, () -> "a reader came in from place " + place + " into an object that is " + where);
    }
    look();
    return word;
  }

  /** A reader looks at what it reads. */
  public void look() {
    long left = cells.getOpaque(LEFT);
    long right = cells.getOpaque(RIGHT);
    if (left != right) {
      boolean freed = left == POISON || right == ~POISON;
      String seen = freed ? "what is freed" : "half of a write: " + left + ", " + right;
      report(freed ? Check.FREE : Check.EXCLUSION, () -> "a reader saw " + seen);
    }
  }

  /**
   * A reader is about to leave.
   *
   * @param entered what {@link #entered} returned
   * @param life the life that it came into
   * @param registers the same as there
   */
  public void left(long entered, int life, boolean registers) {
    look();
    long word = cells.getOpaque(WORD);
    if (word != entered) {
      report(Check.EXCLUSION, () -> "a writer was inside together with a reader: " + word + " instead of " + entered);
    }
    long found = cells.getOpaque(LIFE);
    if ((int) found != life) {
      report(Check.FREE, () -> "life " + life + " was over, and life " + found + " has begun, while a reader was inside");
    }
    if (registers) {
      registered.decrementAndGet();
    }
  }

  /**
   * Where the object can be found. For readers that are inside.
   *
   * @return a place; -1 if it is detached
   */
  public int place() {
    return (int) cells.getOpaque(PLACE);
  }

  // ---- Writers

  /** A writer has come in. */
  public void writerEntered() {
    requireNoWriter("write-locked");
    int inside = registered.get();
    if (inside != 0) {
      report(Check.EXCLUSION, () -> "a writer came in while " + inside + " readers are inside");
    }
    cells.setOpaque(WORD, cells.getOpaque(WORD) + 1);
  }

  /**
   * A writer changes what it guards, in two steps.
   *
   * @param value any number
   * @param between called between them
   */
  public void write(long value, Runnable between) {
    cells.setOpaque(LEFT, value);
    between.run();
    cells.setOpaque(RIGHT, value);
  }

  /**
   * The writer, or the owner of what nobody write-locks, attaches or detaches it.
   *
   * @param place where it can be found; -1 if nowhere
   */
  public void moveTo(int place) {
    cells.setOpaque(PLACE, place);
  }

  /** The writer is about to leave. */
  public void writerLeft() {
    long word = cells.getOpaque(WORD);
    if ((word & 1) == 0) {
      report(Check.EXCLUSION, () -> "a second writer was inside");
    }
    cells.setOpaque(WORD, word + 1);
  }

  /**
   * Tells whether a writer is inside.
   *
   * @return false once all is over
   */
  public boolean hasWriter() {
    return (cells.getOpaque(WORD) & 1) != 0;
  }

  private void requireNoWriter(String what) {
    if (hasWriter()) {
      report(Check.EXCLUSION, () -> what + " while a writer is inside");
    }
  }

  private void report(Check check, Supplier<String> words) {
    violations.add(check, () -> Thread.currentThread().getName() + ": " + words.get() + " [" + this + "]");
  }

  @Override
  public String toString() {
    return "object " + Integer.toHexString(System.identityHashCode(this)) + ", life " + cells.getOpaque(LIFE) + ", "
        + (cells.getOpaque(PLACE) < 0 ? "detached" : "in place " + cells.getOpaque(PLACE));
  }
}
