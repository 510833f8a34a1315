package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The free cells of a pool. Each row has a few slots and a stack of its own; the thread id selects the row in which a thread looks first,
 * and into which it frees. Threads on different rows share no cache line, also when they free more cells than a row has slots. A thread
 * that finds its row empty takes a cell of another row: {@link #takeAny} misses a cell only if another thread takes it or puts it back
 * during the search.
 */
final class FreeCells<T extends VmaLock> {
  private static final int SLOTS_PER_ROW = 4;
  private static final int ROW_STRIDE_BITS = 5; // references; keeps the rows of two threads on different cache lines
  private static final int MAXIMUM_ROWS = 64;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(PoolCell[].class);

  /**
   * A slot holds a free cell or null; updated by CAS, from or to null. The row in front stays empty: it keeps the length of the array,
   * which each access reads, off the first slots.
   */
  private final @Nullable PoolCell<T>[] slots;

  private final int rowMask;

  /** The cells that found no slot: a stack per row, and one of the vacant cells. */
  private final FreeStack<T> stacks;

  FreeCells(int capacity) {
    int rows = Math.min(MAXIMUM_ROWS, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1));
    rowMask = rows - 1;
    slots = newSlots((rows + 1) << ROW_STRIDE_BITS);
    stacks = new FreeStack<>(capacity, rows + 1);
  }

  /** Removes and returns a free cell of any row, this thread's first; or null if all rows were found empty. */
  @Nullable PoolCell<T> takeAny() {
    int own = rowOfThread();
    for (int i = 0; i <= rowMask; i++) {
      PoolCell<T> cell = takeOf((own + i) & rowMask);
      if (cell != null) {
        return cell;
      }
    }
    return null;
  }

  private @Nullable PoolCell<T> takeOf(int row) {
    int first = firstSlotOf(row);
    for (int slot = first; slot < first + SLOTS_PER_ROW; slot++) {
      PoolCell<T> cell = takeSlot(slot);
      if (cell != null) {
        return cell;
      }
    }
    return stacks.pop(row);
  }

  @SuppressWarnings("unchecked")
  private @Nullable PoolCell<T> takeSlot(int slot) {
    PoolCell<T> cell = (PoolCell<T>) SLOT.getOpaque(slots, slot);
    return cell != null && SLOT.compareAndSet(slots, slot, cell, null) ? cell : null;
  }

  /** Adds a free cell to this thread's row. The last step is a volatile compare-and-set. */
  void put(PoolCell<T> cell) {
    int row = rowOfThread();
    int first = firstSlotOf(row);
    for (int slot = first; slot < first + SLOTS_PER_ROW; slot++) {
      if (SLOT.getOpaque(slots, slot) == null && SLOT.compareAndSet(slots, slot, null, cell)) {
        return;
      }
    }
    stacks.push(row, cell);
  }

  /** Creates the storage for the cell of this number. Must precede {@link #register}, which then does not allocate. */
  void reserve(int number) {
    stacks.reserve(number);
  }

  /** Stores a new cell under its number. */
  void register(PoolCell<T> cell) {
    stacks.register(cell);
  }

  /** Returns the cell of this number, or null if none is registered yet. */
  @Nullable PoolCell<T> cell(int number) {
    return stacks.registered(number);
  }

  /** Removes and returns a cell without object; or null if there is none. */
  @Nullable PoolCell<T> takeVacant() {
    return stacks.pop(rowMask + 1);
  }

  /** Keeps a cell whose object was discarded for the next object. Does not allocate. */
  void putVacant(PoolCell<T> cell) {
    stacks.push(rowMask + 1, cell);
  }

  private int rowOfThread() {
    return (int) Thread.currentThread().getId() & rowMask;
  }

  static int firstSlotOf(int row) {
    return (row + 1) << ROW_STRIDE_BITS;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T extends VmaLock> @Nullable PoolCell<T>[] newSlots(int length) {
    return new PoolCell[length];
  }
}
