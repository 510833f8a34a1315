package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Tests of {@link FreeStack}, the stack of free cells of a pool. */
@TimeLimit
class FreeStackTest {
  private static final int CELLS = 3_000; // several segments

  private final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).build();
  private final FreeStack<Node> stack = new FreeStack<>(CELLS, 1);
  private final List<PoolCell<Node>> cells = new ArrayList<>();

  private void register(int count) {
    for (int i = 1; i <= count; i++) {
      PoolCell<Node> cell = new PoolCell<>(pool, new Node(), i);
      stack.register(cell);
      cells.add(cell);
    }
  }

  @Test
  void popOfEmptyStackReturnsNull() {
    assertNull(stack.pop(0));
    register(1);
    assertNull(stack.pop(0), "a registered cell is not on the stack before it is pushed");
    stack.push(0, cells.get(0));
    assertSame(cells.get(0), stack.pop(0));
    assertNull(stack.pop(0));
  }

  @Test
  void popReturnsLastPushedCell() {
    register(CELLS);
    SplittableRandom random = new SplittableRandom(1);
    Deque<PoolCell<Node>> model = new ArrayDeque<>();
    Deque<PoolCell<Node>> popped = new ArrayDeque<>(cells);
    for (int i = 0; i < 100_000; i++) {
      if (random.nextBoolean() && !popped.isEmpty()) {
        PoolCell<Node> cell = popped.poll();
        stack.push(0, cell);
        model.push(cell);
      } else {
        PoolCell<Node> cell = stack.pop(0);
        assertSame(model.poll(), cell);
        if (cell != null) {
          popped.add(cell);
        }
      }
    }
  }

  /** Otherwise a thread that was suspended in a pop would take the cell below the top for the one that it has seen. */
  @Test
  void everyPushAndPopChangesTheHead() {
    register(2);
    PoolCell<Node> top = cells.get(0);
    stack.push(0, cells.get(1));
    stack.push(0, top);
    Set<Long> heads = new HashSet<>(Set.of(stack.head(0)));
    for (int i = 0; i < 3; i++) {
      assertSame(top, stack.pop(0));
      assertSame(cells.get(1), stack.pop(0));
      stack.push(0, cells.get(1));
      stack.push(0, top);
      assertTrue(heads.add(stack.head(0)), "the same cells in the same order have the same head");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_023, 1_024, 1_025, 2_048, 1 << 20})
  void theLastCellOfAnyCapacityHasAPlace(int capacity) {
    FreeStack<Node> sized = new FreeStack<>(capacity, 1);
    PoolCell<Node> last = new PoolCell<>(pool, new Node(), capacity);
    sized.register(last);
    assertSame(last, sized.registered(capacity));
    sized.push(0, last);
    assertSame(last, sized.pop(0));
  }

  @Test
  void popReturnsReplacementRegisteredWithSameIndex() {
    register(1);
    PoolCell<Node> successor = new PoolCell<>(pool, new Node(), 1);
    stack.register(successor);
    stack.push(0, successor);
    assertSame(successor, stack.pop(0));
  }

  @Test
  @Tag("race")
  void concurrentPopsNeverReturnSameCell() throws Exception {
    int few = 6;
    register(few);
    cells.forEach(cell -> stack.push(0, cell));
    AtomicIntegerArray owners = new AtomicIntegerArray(few + 1);
    List<Actor> actors = new ArrayList<>();
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Actor actor = new Actor("actor " + i);
      actors.add(actor);
      steps.add(actor.begin(() -> {
        for (int round = 0; round < Effort.of(100_000, 1_000_000); round++) {
          PoolCell<Node> first = popOwned(owners);
          PoolCell<Node> second = popOwned(owners);
          pushOwned(owners, first); // in the order of the pops: the same head returns above a different cell
          pushOwned(owners, second);
        }
        return null;
      }));
    }
    for (Actor.Step<Void> step : steps) {
      step.get(50, TimeUnit.SECONDS);
    }
    actors.forEach(Actor::close);
    Set<PoolCell<Node>> remaining = new HashSet<>();
    for (PoolCell<Node> cell = stack.pop(0); cell != null; cell = stack.pop(0)) {
      remaining.add(cell);
    }
    assertEquals(new HashSet<>(cells), remaining);
  }

  private PoolCell<Node> popOwned(AtomicIntegerArray owners) {
    PoolCell<Node> cell = stack.pop(0);
    if (cell != null) {
      assertEquals(1, owners.incrementAndGet(cell.index), "popped twice");
    }
    return cell;
  }

  private void pushOwned(AtomicIntegerArray owners, PoolCell<Node> cell) {
    if (cell != null) {
      owners.decrementAndGet(cell.index);
      stack.push(0, cell);
    }
  }
}
