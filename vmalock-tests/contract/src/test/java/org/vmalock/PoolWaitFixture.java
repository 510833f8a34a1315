package org.vmalock;

import java.util.concurrent.TimeUnit;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;

/** A pool whose only object is in use, and threads that wait for it. */
abstract class PoolWaitFixture extends ActorFixture {
  final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).name("pages").capacity(1).build();
  final Node node = pool.alloc();

  final Actor.Step<Node> beginWaiting(Actor actor) {
    return actor.beginAndPark(() -> pool.alloc(null, 1, TimeUnit.MINUTES));
  }

  static void end(Node node) {
    node.retire(node.generation());
  }
}
