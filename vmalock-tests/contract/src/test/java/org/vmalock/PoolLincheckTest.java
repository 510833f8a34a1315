package org.vmalock;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** The stack of free cells, and the pool on top of it, as linearizable objects. What a thread has taken, it gives back itself. */
class PoolLincheckTest {
  private static final int THREADS = 5; // with those of the first and the last part
  private static final int CELLS = 3;

  /** The real stack. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Stack {
    private final FreeStack<Node> stack = new FreeStack<>(CELLS, 1);
    private final Hands<PoolCell<Node>> hands = new Hands<>();

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
      hands.of(thread).add(cell);
      return cell.index;
    }

    @Operation
    public int push(@Param(name = "thread") int thread) {
      PoolCell<Node> cell = hands.of(thread).poll();
      if (cell == null) {
        return 0;
      }
      stack.push(0, cell);
      return cell.index;
    }
  }

  /** What each thread has taken, oldest first. */
  static final class Hands<T> {
    private final Queue<T>[] held;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Hands() {
      held = new Queue[THREADS];
      for (int i = 0; i < THREADS; i++) {
        held[i] = new ArrayDeque<>();
      }
    }

    Queue<T> of(int thread) {
      return held[thread];
    }
  }

  /** What the stack is to be like. */
  public static class StackModel {
    private final ArrayDeque<Integer> stack = new ArrayDeque<>();
    private final Hands<Integer> hands = new Hands<>();

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
      hands.of(thread).add(number);
      return number;
    }

    public int push(int thread) {
      Integer number = hands.of(thread).poll();
      if (number == null) {
        return 0;
      }
      stack.push(number);
      return number;
    }
  }

  @Test
  void theStackIsLinearizableInEveryInterleaving() {
    Lincheck.modelChecking(2, 3).sequentialSpecification(StackModel.class).check(Stack.class);
    Lincheck.modelChecking(3, 2).sequentialSpecification(StackModel.class).check(Stack.class);
  }

  @Test
  void theStackIsLinearizableUnderStress() {
    Lincheck.stress(3, 3).sequentialSpecification(StackModel.class).check(Stack.class);
  }

  /** Broken on purpose: no version beside the head, so that a cell which has come back is mistaken for itself. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class StackWithoutVersion {
    private final AtomicInteger head = new AtomicInteger(CELLS);
    private final int[] next = {0, 0, 1, 2};
    private final Hands<Integer> hands = new Hands<>();

    @Operation
    public int pop(@Param(name = "thread") int thread) {
      while (true) {
        int top = head.get();
        if (top == 0) {
          return 0;
        }
        if (head.compareAndSet(top, next[top])) {
          hands.of(thread).add(top);
          return top;
        }
      }
    }

    @Operation
    public int push(@Param(name = "thread") int thread) {
      Integer number = hands.of(thread).poll();
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
  void aStackWithoutVersionIsCaught() {
    Lincheck.assertCaught(Lincheck.modelChecking(2, 4).sequentialSpecification(StackModel.class), StackWithoutVersion.class);
  }

  /**
   * The real pool. The bound is out of reach here: beside others a refusal is allowed although an object was free for an instant, and
   * so it could not be told from a wrong one.
   */
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Pool {
    static final int AMPLE = 100;

    private final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(AMPLE).build();
    private final Hands<Node> hands = new Hands<>();

    /** The life is new and nobody else has it: its owner alone counts up. */
    @Operation
    public boolean alloc(@Param(name = "thread") int thread) {
      Node node = pool.tryAlloc(null);
      if (node == null || node.left != node.right) {
        return false;
      }
      node.left++;
      hands.of(thread).add(node);
      return node.generation() == node.left && !node.isAttached();
    }

    @Operation
    public boolean retire(@Param(name = "thread") int thread) {
      Node node = hands.of(thread).poll();
      if (node == null) {
        return false;
      }
      node.right++;
      node.retire(node.left);
      return true;
    }
  }

  /** What the pool is to be like. */
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
  void thePoolIsLinearizableInEveryInterleaving() {
    Lincheck.modelChecking(2, 3).sequentialSpecification(PoolModel.class).check(Pool.class);
    Lincheck.modelChecking(3, 2).sequentialSpecification(PoolModel.class).check(Pool.class);
  }

  @Test
  void thePoolIsLinearizableUnderStress() {
    Lincheck.stress(3, 3).sequentialSpecification(PoolModel.class).check(Pool.class);
  }
}
