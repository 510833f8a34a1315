package org.vmalock.examples.replay.space;

import java.util.List;
import org.vmalock.examples.trace.MappingOperations;
import org.vmalock.examples.trace.RangeEntry;

/**
 * An address space with one writer and any number of readers. A reader looks up an address and holds the range that contains it.
 *
 * <p>The {@link MappingOperations} are called by the writer, one thread at a time. Each operation is atomic for readers: a look-up
 * observes the state before or after the operation, and a thread that has observed the state after it never again observes the state
 * before it. An operation that changes a range waits for the readers that hold the range.
 */
public interface AddressSpace extends MappingOperations {
  /**
   * Creates a reader for one thread.
   *
   * @return a reader that holds no range
   */
  Reader newReader();

  /**
   * Returns the counters of the scheme. Exact after all readers have stopped.
   *
   * @return the sum over all readers
   */
  SpaceStats statistics();

  /**
   * Returns the mapped ranges. To be called by the writer, or by any thread while there is no writer.
   *
   * @return the ranges in the order of their addresses; adjacent ranges with equal protection may or may not be merged
   */
  List<RangeEntry> mappings();

  /** Access of one thread, which looks up addresses and holds at most one range at a time. */
  interface Reader {
    /**
     * Looks up an address and, if it is mapped, acquires the read lock of the range that contains it. The reader must not hold a range.
     *
     * @param address any address
     * @return whether the address is mapped; if so, the range is held until {@link #unlock}
     */
    boolean lock(long address);

    /**
     * Reads the first address of the held range anew.
     *
     * @return the address
     */
    long start();

    /**
     * Reads the exclusive end of the held range anew.
     *
     * @return the address, or 0 for 2<sup>64</sup>
     */
    long end();

    /**
     * Reads the protection of the held range anew.
     *
     * @return the protection, 0 to 7
     */
    int protection();

    /** Releases the held range. */
    void unlock();
  }
}
