package org.vmalock.examples.replay.space;

import java.util.List;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.MappingOperations;

/**
 * An address space with one writer and any number of readers that look addresses up and hold what they found.
 *
 * <p>The {@link MappingOperations} are the writer's: one thread at a time may call them. Each of them is atomic for readers: a
 * look-up finds the address space as it was before or as it is after, and once a thread has seen the state after an operation it
 * never again sees the one before. An operation that changes a range waits for the readers that hold it.
 */
public interface AddressSpace extends MappingOperations {
  /**
   * Makes a reader.
   *
   * @return a reader for one thread
   */
  Reader newReader();

  /**
   * Returns what the scheme counted so far. Exact once all readers have stopped.
   *
   * @return the sum over all readers
   */
  SpaceStats statistics();

  /**
   * Returns what is mapped. For the writer's thread, or for anyone while there is no writer.
   *
   * @return the ranges in the order of their addresses; neighbours with equal protection may or may not be one range
   */
  List<RangeEntry> mappings();

  /** One thread's way to look addresses up. It holds at most one range at a time. */
  interface Reader {
    /**
     * Looks an address up and, if it is mapped, takes the read lock of the range around it. The caller must not hold a range.
     *
     * @param address any address
     * @return whether it is mapped; if so the range is held until {@link #unlock}
     */
    boolean lock(long address);

    /**
     * Reads the first address of the held range, afresh each time.
     *
     * @return an address
     */
    long start();

    /**
     * Reads the exclusive end of the held range, afresh each time.
     *
     * @return an address, or 0 for 2<sup>64</sup>
     */
    long end();

    /**
     * Reads the protection of the held range, afresh each time.
     *
     * @return 0 to 7
     */
    int protection();

    /** Gives the held range back. */
    void unlock();
  }
}
