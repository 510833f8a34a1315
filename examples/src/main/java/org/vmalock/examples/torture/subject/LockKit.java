package org.vmalock.examples.torture.subject;

import java.util.function.Supplier;

/** Makes the locks and pools that are tortured. */
public interface LockKit {
  /**
   * Makes a structure's lock.
   *
   * @return nobody holds it
   */
  Structure newStructure();

  /**
   * Makes a pool.
   *
   * @param capacity its bound
   * @param oracles makes what each node guards
   * @return an empty pool
   */
  Pool newPool(int capacity, Supplier<Oracle> oracles);
}
