package org.vmalock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.vmalock.testing.Actor;

/** A pool whose only object is in use, and threads that wait for it. */
abstract class PoolWaitFixture {
  final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).name("pages").capacity(1).build();
  final Node node = pool.alloc();
  final List<Actor> actors = new ArrayList<>();

  /** Starts a thread that ends with the test. */
  final Actor actor(String name) {
    Actor actor = new Actor(name);
    actors.add(actor);
    return actor;
  }

  @AfterEach
  void endThreads() {
    actors.forEach(Actor::close);
  }

  final Actor.Step<Node> beginWaiting(Actor actor) {
    return actor.beginAndPark(() -> pool.alloc(null, 1, TimeUnit.MINUTES));
  }

  static void end(Node node) {
    node.retire(node.generation());
  }
}
