package org.vmalock.examples.torture.subject;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A map from ranges to versions with a lock per range: the operations of {@link org.vmalock.tree.VmaTree} that the torture
 * implement as well.
 */
public interface RangeTree {
  /**
   * Finds the range that contains a key, and acquires a read of it.
   *
   * @param key not negative
   * @return the range, or null if the key is not mapped
   */
  @Nullable LockedRange startRead(long key);

  /**
   * Finds the first range that ends after a key, and acquires a read of it.
   *
   * @param key not negative
   * @return the range, or null if there is none
   */
  @Nullable LockedRange startReadNext(long key);

  /**
   * Returns all ranges at one moment.
   *
   * @return the ranges in ascending order
   */
  List<RangeEntry> snapshot();

  /**
   * Begins a write section.
   *
   * @return the section; closing it without a commit rolls it back
   */
  WriteSection beginSection();

  /**
   * Unmaps a range in a transaction that downgrades the structure's lock before it frees the range.
   *
   * @param start the first key
   * @param end the key after the last
   */
  void unmapAndDowngrade(long start, long end);

  /**
   * Begins to unmap a range, and rolls the change back.
   *
   * @param start the first key
   * @param end the key after the last
   * @param timeout the longest wait
   * @param unit the unit of {@code timeout}
   * @return whether all ranges were detached before the rollback; false if the time ran out
   * @throws InterruptedException if interrupted
   */
  boolean abortUnmap(long start, long end, long timeout, TimeUnit unit) throws InterruptedException;

  /**
   * Returns the longest wait of a writer for readers.
   *
   * @return the time in nanoseconds
   */
  long longestWaitNanos();

  /**
   * Checks the tree while no other thread uses it.
   *
   * @return a description of what is wrong, or null
   */
  @Nullable String findInconsistencyWhenIdle();

  /** A read-locked range. */
  interface LockedRange {
    /**
     * Returns the range.
     *
     * @return the same for as long as the read is held
     */
    RangeEntry entry();

    /** Announces that another thread will release the read. */
    default void handOff() {}

    /** Releases the read; any thread may do so. */
    void endRead();
  }

  /**
   * A range and the version mapped there.
   *
   * @param start the first key
   * @param end the key after the last
   * @param version the version
   */
  record RangeEntry(long start, long end, Version version) {}

  /** A write section: its changes become visible at the same moment. */
  interface WriteSection extends AutoCloseable {
    /**
     * Maps a range that is not mapped.
     *
     * @param entry the range and its version
     */
    void map(RangeEntry entry);

    /**
     * Maps a range, replacing what is mapped there.
     *
     * @param entry the range and its version
     */
    void replace(RangeEntry entry);

    /**
     * Unmaps a range.
     *
     * @param start the first key
     * @param end the key after the last
     */
    void unmap(long start, long end);

    /** Publishes the changes. */
    void commit();

    @Override
    void close();
  }
}
