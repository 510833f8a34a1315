package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** A pool uses the free objects that other threads have freed before it creates new ones; a trim is bounded. */
@TimeLimit
class VmaPoolStealTest {
  @Test
  void threadsThatUseOneObjectInTurnNeedOneObject() throws Exception {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(64).build();
    List<Actor> actors = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        Actor actor = new Actor("user " + i);
        actors.add(actor);
        actor.run(() -> {
          Node node = pool.alloc();
          node.retire(node.generation());
        });
      }
    } finally {
      actors.forEach(Actor::close);
    }
    assertEquals(1, pool.size(), "a new object was created while another one was free");
  }

  /** More objects than a row has slots, so that some are on the stack of the row. */
  @Test
  void aBurstThatOneThreadFreedServesAnother() throws Exception {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(1_000).build();
    List<Node> burst = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      burst.add(pool.alloc());
    }
    burst.forEach(node -> node.retire(1));
    for (int i = 0; i < 4; i++) {
      try (Actor actor = new Actor("user " + i)) {
        actor.run(() -> {
          for (int j = 0; j < 32; j++) {
            assertTrue(pool.alloc().generation() > 1, "a new object");
          }
          assertEquals(32, pool.size());
        });
        actor.run(() -> burst.forEach(node -> node.retire(node.generation())));
      }
    }
    assertEquals(32, pool.trim());
  }

  @Test
  void trimDiscardsAtMostWhatWasFreeAtTheCall() {
    List<VmaPool<Node>> pools = new ArrayList<>();
    int[] discards = new int[1];
    pools.add(VmaPool.<Node>builder(Node::new).capacity(8).onDiscard(node -> {
      if (discards[0]++ < 100) { // ends a trim without bound
        Node next = pools.get(0).alloc();
        next.retire(next.generation());
      }
    }).build());
    VmaPool<Node> pool = pools.get(0);
    Node first = pool.alloc();
    Node second = pool.alloc();
    Node inUse = pool.alloc();
    first.retire(1);
    second.retire(1);
    assertEquals(2, pool.trim());
    assertEquals(2, discards[0]);
    inUse.assertDetached();
  }
}
