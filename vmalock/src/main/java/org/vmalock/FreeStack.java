package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lock-free stacks of cells that do not allocate. The stacks share one table of cells; a cell is on at most one of them at a time. Cells
 * are linked by number. A head carries a version that each push and pop
 * increments, so that the compare-and-set fails if the top cell was popped and pushed again in between:
 *
 * <pre>
 *   T1 pop                               T2
 *   ---------------------------------    ------------------------------------
 *   head = A (version 7), A.next = B
 *                                        pop A, pop B, push A: head = A (version 10)
 *   CAS head A/7 -> B fails
 * </pre>
 *
 * <p>The version has 32 bits: it fails to detect exactly 2<sup>32</sup> changes of the stack while T1 is suspended.
 *
 * <p>The head's compare-and-set is volatile, so a push happens-before the pop that removes the cell. {@code next} is opaque: T1
 * may read it while another thread writes it, and the compare-and-set of the head confirms the value.
 */
final class FreeStack<T extends VmaLock> {
  private static final int SEGMENT_BITS = 10;
  private static final int SEGMENT_SIZE = 1 << SEGMENT_BITS;
  private static final int EMPTY = 0;

  private static final int HEAD_STRIDE_BITS = 4; // longs; keeps two heads, and the length of the array, on different cache lines

  private static final VarHandle HEAD = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(PoolCell.class, "next", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** One head per stack: version (32 bits), number of the top cell (32 bits); the number is {@link #EMPTY} if there is none. */
  private final long[] heads;

  /** The cells by number, in segments that are created with their first cell. */
  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<PoolCell<T>>> segments;

  private final int segmentSize;

  FreeStack(int capacity, int stacks) {
    heads = new long[(stacks + 1) << HEAD_STRIDE_BITS];
    segmentSize = Math.min(SEGMENT_SIZE, capacity + 1);
    segments = new AtomicReferenceArray<>((capacity >>> SEGMENT_BITS) + 1);
  }

  /** Creates the segment of a number. Allocates before it changes anything. */
  void reserve(int number) {
    int segment = number >>> SEGMENT_BITS;
    if (segments.get(segment) == null) {
      segments.compareAndSet(segment, null, new AtomicReferenceArray<>(segmentSize));
    }
  }

  /** Stores a cell under its number, before it is pushed for the first time. Does not allocate after {@link #reserve}. */
  void register(PoolCell<T> cell) {
    reserve(cell.index);
    segments.get(cell.index >>> SEGMENT_BITS).set(cell.index & (SEGMENT_SIZE - 1), cell);
  }

  /** Returns the cell of a number, or null if none was registered. */
  @Nullable PoolCell<T> registered(int number) {
    AtomicReferenceArray<PoolCell<T>> cells = segments.get(number >>> SEGMENT_BITS);
    return cells == null ? null : cells.get(number & (SEGMENT_SIZE - 1));
  }

  /** Pushes a cell that is on no stack. */
  void push(int stack, PoolCell<T> cell) {
    int head = headOf(stack);
    long seen = (long) HEAD.getVolatile(heads, head);
    while (true) {
      NEXT.setOpaque(cell, (int) seen);
      long witness = (long) HEAD.compareAndExchange(heads, head, seen, next(seen, cell.index));
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  @Nullable PoolCell<T> pop(int stack) {
    int head = headOf(stack);
    long seen = (long) HEAD.getVolatile(heads, head);
    while ((int) seen != EMPTY) {
      PoolCell<T> top = cell((int) seen);
      long witness = (long) HEAD.compareAndExchange(heads, head, seen, next(seen, (int) NEXT.getOpaque(top)));
      if (witness == seen) {
        return top;
      }
      seen = witness;
    }
    return null;
  }

  private PoolCell<T> cell(int index) {
    AtomicReferenceArray<PoolCell<T>> cells = segments.get(index >>> SEGMENT_BITS);
    if (cells == null) {
      throw new AssertionError("cell " + index + " was pushed before it was registered");
    }
    return cells.get(index & (SEGMENT_SIZE - 1));
  }

  /** Returns the head of a stack. For tests. */
  long head(int stack) {
    return (long) HEAD.getVolatile(heads, headOf(stack));
  }

  private static int headOf(int stack) {
    return (stack + 1) << HEAD_STRIDE_BITS;
  }

  private static long next(long previous, int top) {
    return ((previous >>> 32) + 1) << 32 | top;
  }
}
