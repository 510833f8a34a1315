package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.vmalock.testing.StackOverflows;

/** Operations of a pool that run out of stack change all or nothing. Runs in a JVM of its own, interpreted. */
final class PoolAtFullStack {
  private static final int CAPACITY = 4;

  private final StackOverflows overflows = new StackOverflows();

  private PoolAtFullStack() {}

  public static void main(String[] arguments) throws Exception {
    PoolAtFullStack program = new PoolAtFullStack();
    program.allocations(0);
    program.allocations(CAPACITY);
    program.retirements();
    program.lastReaders();
    program.prefills();
    program.trims();
    program.closes();
  }

  /** A pool, and one object of it. */
  private static final class State {
    private final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(CAPACITY).build();
    private Node node;
    private long stamp;

    State(int prefilled) {
      pool.prefill(prefilled);
    }

    static State allocated() {
      State state = new State(0);
      state.node = state.pool.alloc();
      return state;
    }

    static State lastReader() {
      State state = allocated();
      state.node.markAttached();
      state.stamp = state.node.tryStartRead();
      state.retire();
      return state;
    }

    void alloc() {
      Node allocated = pool.alloc();
      node = allocated;
    }

    void retire() {
      node.retire(node.generation());
    }

    /** All objects of the pool can be allocated, each once, and discarded. */
    void check(int inUse) {
      assertEquals(inUse, pool.inUse(), pool::toString);
      for (int i = inUse; i < CAPACITY; i++) {
        assertNotNull(pool.tryAlloc(), () -> pool.statistics().toString());
      }
      assertNull(pool.tryAlloc());
      assertEquals(CAPACITY, pool.size());
      assertEquals(CAPACITY, pool.inUse());
    }
  }

  private void allocations(int prefilled) throws Exception {
    overflows.<State>everyDepth(() -> new State(prefilled), State::alloc, (state, completed) -> state.check(completed ? 1 : 0));
  }

  private void retirements() throws Exception {
    overflows.<State>everyDepth(State::allocated, State::retire, (state, completed) -> {
      assertEquals(completed ? 1 : 0, state.node.frees.get());
      state.check(completed ? 0 : 1);
    });
  }

  private void lastReaders() throws Exception {
    overflows.<State>everyDepth(State::lastReader, state -> state.node.endRead(state.stamp), (state, completed) -> {
      assertEquals(completed ? 1 : 0, state.node.frees.get());
      state.check(completed ? 0 : 1);
    });
  }

  private void prefills() throws Exception {
    overflows.<State>everyDepth(() -> new State(0), state -> state.pool.prefill(3), (state, completed) -> {
      assertTrue(completed ? state.pool.size() == 3 : state.pool.size() <= 3, state.pool::toString);
      state.check(0);
    });
  }

  private void trims() throws Exception {
    overflows.<State>everyDepth(() -> new State(3), state -> state.pool.trim(), (state, completed) -> {
      assertEquals(completed ? 0 : 3, state.pool.size());
      state.check(0);
    });
  }

  private void closes() throws Exception {
    overflows.<State>everyDepth(() -> new State(3), state -> state.pool.close(), (state, completed) -> {
      assertEquals(completed, state.pool.isClosed());
      assertEquals(completed ? 0 : 3, state.pool.size());
      state.pool.close();
      assertEquals(0, state.pool.size());
      assertEquals(3, state.pool.discarded());
    });
  }
}
