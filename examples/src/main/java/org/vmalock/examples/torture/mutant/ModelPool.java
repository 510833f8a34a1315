package org.vmalock.examples.torture.mutant;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Pool;
import org.vmalock.examples.torture.subject.Structure;

/** A bounded pool in its shortest form: a stack of cells linked by number, with a version in its head. */
class ModelPool implements Pool {
  private static final long LONGEST_PARK_NANOS = 50_000;

  private final Cell[] cells;
  private final AtomicLong head = new AtomicLong();
  private final AtomicInteger live = new AtomicInteger();
  private final Queue<Cell> unused = new ConcurrentLinkedQueue<>();

  ModelPool(int capacity, Supplier<Oracle> oracles, ModelKit.Nodes nodes) {
    cells = new Cell[capacity + 1];
    for (int number = 1; number <= capacity; number++) {
      cells[number] = new Cell(number, oracles, nodes);
      unused.add(cells[number]);
    }
  }

  /** The cell of an object in its pool; a discarded object leaves its cell empty for a new one. */
  final class Cell {
    private final int number;
    private final Supplier<Oracle> oracles;
    private final ModelKit.Nodes nodes;
    private volatile int next;
    private volatile @Nullable ModelNode node;

    private Cell(int number, Supplier<Oracle> oracles, ModelKit.Nodes nodes) {
      this.number = number;
      this.oracles = oracles;
      this.nodes = nodes;
    }

    private ModelNode node() {
      ModelNode present = node;
      if (present == null) {
        present = nodes.create(oracles.get(), this);
        node = present;
      }
      return present;
    }

    void returnToPool(boolean reusable) {
      if (reusable) {
        push(this);
      } else {
        discard(this);
      }
    }
  }

  @Override
  public final @Nullable Node tryAlloc(@Nullable Structure structure) {
    Cell cell = pop();
    if (cell == null) {
      cell = unused.poll();
      if (cell == null) {
        return null;
      }
      live.incrementAndGet();
    }
    ModelNode node = cell.node();
    node.beginGeneration((ModelStructure) structure);
    return node;
  }

  @Override
  public final @Nullable Node alloc(@Nullable Structure structure, long timeout, TimeUnit unit) throws InterruptedException {
    long begin = System.nanoTime();
    Node node = tryAlloc(structure);
    while (node == null && System.nanoTime() - begin < unit.toNanos(timeout)) {
      LockSupport.parkNanos(this, LONGEST_PARK_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      node = tryAlloc(structure);
    }
    return node;
  }

  private @Nullable Cell pop() {
    while (true) {
      long seen = head.get();
      int number = (int) seen;
      if (number == 0) {
        return null;
      }
      int next = cells[number].next;
      beforePop();
      if (head.compareAndSet(seen, nextVersion(seen) | next)) {
        return cells[number];
      }
    }
  }

  private void push(Cell cell) {
    long seen;
    do {
      seen = head.get();
      cell.next = (int) seen;
    } while (!head.compareAndSet(seen, nextVersion(seen) | cell.number));
  }

  void beforePop() {}

  long nextVersion(long seen) {
    return ((seen >>> 32) + 1) << 32;
  }

  private void discard(Cell cell) {
    cell.node = null;
    live.decrementAndGet();
    unused.add(cell);
  }

  @Override
  public final void trim() {
    for (int left = capacity(); left > 0; left--) { // bounded, since a cell that was freed twice makes the stack cyclic
      Cell cell = pop();
      if (cell == null) {
        return;
      }
      discard(cell);
    }
  }

  @Override
  public final int size() {
    return live.get();
  }

  @Override
  public final int capacity() {
    return cells.length - 1;
  }

  // ---- Mutants

  /** Omits the version: the head is the number of the topmost cell only. */
  static final class NoVersion extends ModelPool {
    NoVersion(int capacity, Supplier<Oracle> oracles, ModelKit.Nodes nodes) {
      super(capacity, oracles, nodes);
    }

    @Override
    void beforePop() {
      RaceWindow.widen();
    }

    @Override
    long nextVersion(long seen) {
      return 0;
    }
  }
}
