package org.vmalock.examples.torture.subject;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A map from ranges to versions with a lock per range: what {@link org.vmalock.tree.VmaTree} and the models of it can do. */
public interface RangeTree {
  /**
   * Finds the range that covers a key and comes in.
   *
   * @param key not negative
   * @return the range, or null if nothing is mapped there
   */
  @Nullable Held lock(long key);

  /**
   * Finds the first range that ends behind a key and comes in.
   *
   * @param key not negative
   * @return the range, or null if there is none
   */
  @Nullable Held next(long key);

  /**
   * All ranges as they stand together at one moment.
   *
   * @return in ascending order
   */
  List<RangeEntry> snapshot();

  /**
   * Opens a write section.
   *
   * @return closing it without a commit takes everything back
   */
  Section open();

  /**
   * Unmaps a range, in a transaction whose clean-up lets readers of the structure in.
   *
   * @param start the first key
   * @param end the key behind the last
   */
  void unmapAndDowngrade(long start, long end);

  /**
   * Begins to unmap a range and gives up.
   *
   * @param start the first key
   * @param end the key behind the last
   * @param timeout how long to wait
   * @param unit the unit of {@code timeout}
   * @return whether everything was taken aside before it was put back; false if the time ran out
   * @throws InterruptedException if interrupted
   */
  boolean unmapInVain(long start, long end, long timeout, TimeUnit unit) throws InterruptedException;

  /**
   * The longest wait of a writer for readers.
   *
   * @return in nanoseconds
   */
  long longestWaitNanos();

  /**
   * Looks whether all is as it should be when nobody uses it.
   *
   * @return what is wrong, or null
   */
  @Nullable String wrongWhenIdle();

  /** A range that is read-locked. */
  interface Held {
    /**
     * What it is.
     *
     * @return the same for as long as it is held
     */
    RangeEntry extent();

    /** Says that another thread will end the read. */
    default void handOff() {}

    /** Ends the read; any thread may do it. */
    void endRead();
  }

  /**
   * A range and what stands there.
   *
   * @param start the first key
   * @param end the key behind the last
   * @param version what stands there
   */
  record RangeEntry(long start, long end, Version version) {}

  /** Changes that become visible as one. */
  interface Section extends AutoCloseable {
    /**
     * Maps a range that is free.
     *
     * @param extent where and what
     */
    void map(RangeEntry extent);

    /**
     * Maps a range over whatever is there.
     *
     * @param extent where and what
     */
    void replace(RangeEntry extent);

    /**
     * Empties a range.
     *
     * @param start the first key
     * @param end the key behind the last
     */
    void unmap(long start, long end);

    /** Makes the changes visible. */
    void commit();

    @Override
    void close();
  }
}
