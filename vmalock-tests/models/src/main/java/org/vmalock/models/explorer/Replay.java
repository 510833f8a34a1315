package org.vmalock.models.explorer;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the program of a thread up to its next operation. The history of a thread is the list of values that it has seen; where a part
 * of the program has returned, its result stands for all that it saw. Two interleavings with the same history leave the thread in the
 * same local state.
 */
final class Replay {
  /** Thrown out of the program at the operation to come. */
  private static final class Suspension extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Suspension() {
      super(null, null, false, false);
    }
  }

  /** An entry is a value, or the argument of a part that has not returned yet, marked by this bit. */
  private static final long OPEN = 1L << 32;

  private static final Operation END = Operation.plain(Operation.Kind.END);

  private final Suspension suspension = new Suspension();
  private long[] history = new long[64];
  private int size;
  private int cursor;
  private int next;
  private boolean active;
  private @Nullable Operation pending;

  /**
   * Runs a program.
   *
   * @param body the program
   * @param seen its history
   * @return the operation to come
   */
  Operation run(Runnable body, long[] seen) {
    size = 0;
    for (long entry : seen) {
      add(entry);
    }
    cursor = 0;
    pending = null;
    active = true;
    try {
      body.run();
      return END;
    } catch (Suspension thrown) {
      if (pending == null) {
        throw thrown;
      }
      return pending;
    } finally {
      active = false;
    }
  }

  /** The history after the last run: parts that have returned are replaced by their results, parts that have begun are opened. */
  long[] history() {
    return Arrays.copyOf(history, size);
  }

  /** Returns the history of a thread whose next operation returns a value. */
  static long[] extend(long[] seen, int value) {
    long[] extended = Arrays.copyOf(seen, seen.length + 1);
    extended[seen.length] = Integer.toUnsignedLong(value);
    return extended;
  }

  int perform(Operation operation) {
    if (!active) {
      throw new IllegalStateException(operation.kind + " outside of a program; only the program of a thread may perform operations");
    }
    if (cursor < size) {
      return (int) history[cursor++];
    }
    pending = operation;
    throw suspension;
  }

  int call(int argument, IntUnaryOperator part) {
    if (cursor == size) {
      add(OPEN | Integer.toUnsignedLong(argument));
    }
    int begin = cursor++;
    long entry = history[begin];
    if ((entry & OPEN) == 0) {
      return (int) entry;
    }
    int result = part.applyAsInt((int) entry);
    while (result == Protocol.AGAIN) {
      size = begin;
      add(OPEN | Integer.toUnsignedLong(next));
      cursor = size;
      int turn = next;
      next = 0;
      result = part.applyAsInt(turn);
    }
    size = begin;
    add(Integer.toUnsignedLong(result));
    cursor = size;
    return result;
  }

  int again(int argument) {
    next = argument;
    return Protocol.AGAIN;
  }

  private void add(long entry) {
    if (size == history.length) {
      history = Arrays.copyOf(history, 2 * size);
    }
    history[size++] = entry;
  }
}
