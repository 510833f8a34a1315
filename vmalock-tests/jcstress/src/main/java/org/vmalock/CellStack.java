package org.vmalock;

import org.jspecify.annotations.Nullable;

/** The stack of the free cells of a pool, which only this package can use. */
public final class CellStack {
  private final FreeStack<VmaLock> stack;

  /**
   * Creates a stack with a number of cells on it.
   *
   * @param size the number of cells
   */
  public CellStack(int size) {
    VmaPool<VmaLock> pool = VmaPool.builder(VmaLock::new).capacity(size).build();
    stack = new FreeStack<>(size, 1);
    for (int number = 1; number <= size; number++) {
      PoolCell<VmaLock> cell = new PoolCell<>(pool, null, number);
      stack.register(cell);
      stack.push(0, cell);
    }
  }

  /**
   * Takes the top cell off the stack.
   *
   * @return the cell; null if the stack is empty
   */
  public @Nullable Object pop() {
    return stack.pop(0);
  }

  /**
   * Puts a cell back.
   *
   * @param cell a result of {@link #pop}
   */
  @SuppressWarnings("unchecked") // a cell of this stack
  public void push(Object cell) {
    stack.push(0, (PoolCell<VmaLock>) cell);
  }
}
