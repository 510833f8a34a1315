package org.vmalock.testing;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A test whose threads are started one by one, and end with it. */
public abstract class ActorFixture {
  /** The threads that were started, in this order. */
  protected final List<Actor> actors = new ArrayList<>();

  /** Starts a thread that ends with the test. */
  protected final Actor actor(String name) {
    Actor actor = new Actor(name);
    actors.add(actor);
    return actor;
  }

  @AfterEach
  protected final void endThreads() {
    actors.forEach(Actor::close);
  }
}
