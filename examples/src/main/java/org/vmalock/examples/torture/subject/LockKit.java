package org.vmalock.examples.torture.subject;

import java.util.function.Supplier;

/** Creates the locks and pools under test. */
public interface LockKit {
  /**
   * Creates a structure lock.
   *
   * @return a lock that no thread holds
   */
  Structure newStructure();

  /**
   * Creates a pool.
   *
   * @param capacity the largest number of objects
   * @param oracles creates the oracle of each node
   * @return an empty pool
   */
  Pool newPool(int capacity, Supplier<Oracle> oracles);
}
