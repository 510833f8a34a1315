package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** The stack of free cells. */
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
  void anEmptyStackGivesNothing() {
    assertNull(stack.pop(0));
    register(1);
    assertNull(stack.pop(0), "a registered cell is not yet on the stack");
    stack.push(0, cells.get(0));
    assertSame(cells.get(0), stack.pop(0));
    assertNull(stack.pop(0));
  }

  @Test
  void theLastPushedComesFirst() {
    register(CELLS);
    SplittableRandom random = new SplittableRandom(1);
    Deque<PoolCell<Node>> model = new ArrayDeque<>();
    Deque<PoolCell<Node>> out = new ArrayDeque<>(cells);
    for (int i = 0; i < 100_000; i++) {
      if (random.nextBoolean() && !out.isEmpty()) {
        PoolCell<Node> cell = out.poll();
        stack.push(0, cell);
        model.push(cell);
      } else {
        PoolCell<Node> cell = stack.pop(0);
        assertSame(model.poll(), cell);
        if (cell != null) {
          out.add(cell);
        }
      }
    }
  }

  @Test
  void aReplacementUnderTheSameNumberIsWhatComesOut() {
    register(1);
    PoolCell<Node> successor = new PoolCell<>(pool, new Node(), 1);
    stack.register(successor);
    stack.push(0, successor);
    assertSame(successor, stack.pop(0));
  }

  @Test
  void noCellIsInTwoHands() throws Exception {
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
          PoolCell<Node> first = take(owners);
          PoolCell<Node> second = take(owners);
          put(owners, first); // first in, first out: the head comes back with another one under it
          put(owners, second);
        }
        return null;
      }));
    }
    for (Actor.Step<Void> step : steps) {
      step.get(50, TimeUnit.SECONDS);
    }
    actors.forEach(Actor::close);
    Set<PoolCell<Node>> left = new HashSet<>();
    for (PoolCell<Node> cell = stack.pop(0); cell != null; cell = stack.pop(0)) {
      left.add(cell);
    }
    assertEquals(new HashSet<>(cells), left);
  }

  private PoolCell<Node> take(AtomicIntegerArray owners) {
    PoolCell<Node> cell = stack.pop(0);
    if (cell != null) {
      assertEquals(1, owners.incrementAndGet(cell.index), "popped twice");
    }
    return cell;
  }

  private void put(AtomicIntegerArray owners, PoolCell<Node> cell) {
    if (cell != null) {
      owners.decrementAndGet(cell.index);
      stack.push(0, cell);
    }
  }
}
