package org.vmalock.examples.torture.subject;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bounded pool of nodes: the methods of {@link org.vmalock.VmaPool} that the torture uses. */
public interface Pool {
  /**
   * Allocates an object if one is available.
   *
   * @param structure the structure that the object will belong to, or null
   * @return a detached object in a new generation, or null if all are in use
   */
  @Nullable Node tryAlloc(@Nullable Structure structure);

  /**
   * Allocates an object, waiting for one if necessary.
   *
   * @param structure the structure that the object will belong to, or null
   * @param timeout the longest wait
   * @param unit the unit of {@code timeout}
   * @return a detached object in a new generation, or null if all stayed in use
   * @throws InterruptedException if interrupted
   */
  @Nullable Node alloc(@Nullable Structure structure, long timeout, TimeUnit unit) throws InterruptedException;

  /** Discards the free objects. */
  void trim();

  /**
   * Returns the number of objects that exist.
   *
   * @return the number
   */
  int size();

  /**
   * Returns the largest number of objects.
   *
   * @return the capacity
   */
  int capacity();
}
