package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A lock-free stack of free cells that does not allocate. Cells are linked by number. The head carries a version that each push and pop
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

  private static final VarHandle HEAD;
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(FreeStack.class, "head", long.class);
      NEXT = lookup.findVarHandle(PoolCell.class, "next", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Version (32 bits), number of the top cell (32 bits); the number is {@link #EMPTY} if there is none. */
  private volatile long head;

  /** The cells by number, in segments that are created with their first cell. */
  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<PoolCell<T>>> segments;

  private final int segmentSize;

  FreeStack(int capacity) {
    segmentSize = Math.min(SEGMENT_SIZE, capacity + 1);
    segments = new AtomicReferenceArray<>((capacity >>> SEGMENT_BITS) + 1);
  }

  /** Stores a cell under its number, before it is pushed for the first time. */
  void register(PoolCell<T> cell) {
    int segment = cell.index >>> SEGMENT_BITS;
    AtomicReferenceArray<PoolCell<T>> cells = segments.get(segment);
    if (cells == null) {
      segments.compareAndSet(segment, null, new AtomicReferenceArray<>(segmentSize));
      cells = segments.get(segment);
    }
    cells.set(cell.index & (SEGMENT_SIZE - 1), cell);
  }

  void push(PoolCell<T> cell) {
    long seen = head;
    while (true) {
      NEXT.setOpaque(cell, (int) seen);
      long witness = (long) HEAD.compareAndExchange(this, seen, headOf(seen, cell.index));
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  @Nullable PoolCell<T> pop() {
    long seen = head;
    while ((int) seen != EMPTY) {
      PoolCell<T> top = cell((int) seen);
      long witness = (long) HEAD.compareAndExchange(this, seen, headOf(seen, (int) NEXT.getOpaque(top)));
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

  private static long headOf(long previous, int top) {
    return ((previous >>> 32) + 1) << 32 | top;
  }
}
