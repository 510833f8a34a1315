package org.vmalock.examples.torture.subject;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bounded pool of nodes: the methods of {@link org.vmalock.VmaPool}, which the models have as well. */
public interface Pool {
  /**
   * Takes an object.
   *
   * @param structure whose node it will be, or null
   * @return a detached object of a new life, or null if all are in use
   */
  @Nullable Node tryAlloc(@Nullable Structure structure);

  /**
   * Takes an object, waiting for one.
   *
   * @param structure whose node it will be, or null
   * @param timeout how long to wait
   * @param unit the unit of {@code timeout}
   * @return a detached object of a new life, or null if all stayed in use
   * @throws InterruptedException if interrupted
   */
  @Nullable Node alloc(@Nullable Structure structure, long timeout, TimeUnit unit) throws InterruptedException;

  /** Discards what is free. */
  void trim();

  /**
   * The objects that exist.
   *
   * @return their number
   */
  int size();

  /**
   * The bound.
   *
   * @return the largest number of objects
   */
  int capacity();
}
