package org.vmalock;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Lincheck;

/** Linearizability of the stack of free cells and of the pool. Each thread returns what it has taken. */
class PoolLincheckTest {
  private static final int THREADS = 5; // including those of the initial and the final part
  private static final int CELLS = 3;

  /** Operations on {@link FreeStack}. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Stack {
    private final FreeStack<Node> stack = new FreeStack<>(CELLS, 1);
    private final HeldByThread<PoolCell<Node>> held = new HeldByThread<>();

    public Stack() {
      VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).build();
      for (int number = 1; number <= CELLS; number++) {
        PoolCell<Node> cell = new PoolCell<>(pool, new Node(), number);
        stack.register(cell);
        stack.push(0, cell);
      }
    }

    @Operation
    public int pop(@Param(name = "thread") int thread) {
      PoolCell<Node> cell = stack.pop(0);
      if (cell == null) {
        return 0;
      }
      held.of(thread).add(cell);
      return cell.index;
    }

    @Operation
    public int push(@Param(name = "thread") int thread) {
      PoolCell<Node> cell = held.of(thread).poll();
      if (cell == null) {
        return 0;
      }
      stack.push(0, cell);
      return cell.index;
    }
  }

  /** The objects taken by each thread, oldest first. */
  static final class HeldByThread<T> {
    private final Queue<T>[] queues;

    @SuppressWarnings({"unchecked", "rawtypes"})
    HeldByThread() {
      queues = new Queue[THREADS];
      for (int i = 0; i < THREADS; i++) {
        queues[i] = new ArrayDeque<>();
      }
    }

    Queue<T> of(int thread) {
      return queues[thread];
    }

    boolean isAny() {
      return Stream.of(queues).anyMatch(queue -> !queue.isEmpty());
    }
  }

  /** Sequential specification of {@link Stack}. */
  public static class StackModel {
    private final ArrayDeque<Integer> stack = new ArrayDeque<>();
    private final HeldByThread<Integer> held = new HeldByThread<>();

    public StackModel() {
      for (int number = 1; number <= CELLS; number++) {
        stack.push(number);
      }
    }

    public int pop(int thread) {
      Integer number = stack.poll();
      if (number == null) {
        return 0;
      }
      held.of(thread).add(number);
      return number;
    }

    public int push(int thread) {
      Integer number = held.of(thread).poll();
      if (number == null) {
        return 0;
      }
      stack.push(number);
      return number;
    }
  }

  @Test
  void stackIsLinearizableUnderModelChecking() {
    Lincheck.modelChecking(2, 3).sequentialSpecification(StackModel.class).check(Stack.class);
    Lincheck.modelChecking(3, 2).sequentialSpecification(StackModel.class).check(Stack.class);
  }

  @Test
  void stackIsLinearizableUnderStress() {
    Lincheck.stress(3, 3).sequentialSpecification(StackModel.class).check(Stack.class);
  }

  /** Mutant without a version in the head: a cell that was popped and pushed meanwhile is not detected (ABA). */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class StackWithoutVersion {
    private final AtomicInteger head = new AtomicInteger(CELLS);
    private final int[] next = {0, 0, 1, 2};
    private final HeldByThread<Integer> held = new HeldByThread<>();

    @Operation
    public int pop(@Param(name = "thread") int thread) {
      while (true) {
        int top = head.get();
        if (top == 0) {
          return 0;
        }
        if (head.compareAndSet(top, next[top])) {
          held.of(thread).add(top);
          return top;
        }
      }
    }

    @Operation
    public int push(@Param(name = "thread") int thread) {
      Integer number = held.of(thread).poll();
      if (number == null) {
        return 0;
      }
      while (true) {
        int top = head.get();
        next[number] = top;
        if (head.compareAndSet(top, number)) {
          return number;
        }
      }
    }
  }

  @Test
  void stackWithoutVersionIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 4).sequentialSpecification(StackModel.class), StackWithoutVersion.class);
  }

  /**
   * Operations on {@link VmaPool}. The capacity is never reached here: the pool may refuse an allocation although an object was free for
   * an instant, so a specification could not distinguish an allowed refusal from a wrong one.
   */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Pool {
    static final int CAPACITY = 100;

    private final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(CAPACITY).build();
    private final HeldByThread<Node> held = new HeldByThread<>();

    /** Returns whether the generation is new: only its owner increments {@code left}. */
    @Operation
    public boolean alloc(@Param(name = "thread") int thread) {
      Node node = pool.tryAlloc(null);
      if (node == null || node.left != node.right) {
        return false;
      }
      node.left++;
      held.of(thread).add(node);
      return node.generation() == node.left && !node.isAttached();
    }

    @Operation
    public boolean retire(@Param(name = "thread") int thread) {
      Node node = held.of(thread).poll();
      if (node == null) {
        return false;
      }
      node.right++;
      node.retire(node.left);
      return true;
    }
  }

  /** Sequential specification of {@link Pool}. */
  public static class PoolModel {
    private final int[] held = new int[THREADS];

    public boolean alloc(int thread) {
      held[thread]++;
      return true;
    }

    public boolean retire(int thread) {
      return held[thread] > 0 && held[thread]-- > 0;
    }
  }

  @Test
  void poolIsLinearizableUnderModelChecking() {
    Lincheck.modelChecking(2, 3).sequentialSpecification(PoolModel.class).check(Pool.class);
    Lincheck.modelChecking(3, 2).sequentialSpecification(PoolModel.class).check(Pool.class);
  }

  @Test
  void poolIsLinearizableUnderStress() {
    Lincheck.stress(3, 3).sequentialSpecification(PoolModel.class).check(Pool.class);
  }
}
