package org.vmalock.tree;

import java.util.List;

/**
 * The unmapping of a range as a transaction in three steps, for owners of what the range stands for (pages, blocks, buffers).
 *
 * <ol>
 *   <li><em>Gather</em>, done by {@link VmaTree#beginUnmap}: what is mapped in the range is split at its edges, write-locked and taken
 *       aside. Its readers have left; new ones wait.
 *   <li><em>The point of no return</em>: {@link #complete} or {@link #completeAndDowngrade}. The range is empty for every look-up.
 *       Until then {@link #close} gives up, and everything that was taken aside is back, attached, exactly once.
 *   <li><em>Clean up</em> between there and {@link #close}: no reader can reach what stood in the range, so give its resources back
 *       now. After {@code completeAndDowngrade} readers of the whole tree go on meanwhile; writers wait until {@code close}.
 * </ol>
 *
 * <pre>{@code
 * try (Unmapping<Segment> unmapping = tree.beginUnmap(start, end)) {
 *   journal.write(unmapping.pieces());   // may throw: then nothing is unmapped
 *   unmapping.completeAndDowngrade();
 *   unmapping.pieces().forEach(piece -> release(piece.value()));
 * }
 * }</pre>
 *
 * <p>It holds the tree's lock from {@code beginUnmap} to {@code close} and belongs to the thread that began it. Do not change the tree
 * meanwhile; do not look anything up before {@code complete}.
 *
 * @param <V> the values
 */
public final class Unmapping<V> implements AutoCloseable {
  private final WriteSection<V> section;
  private final List<RangeEntry<V>> pieces;
  private boolean completed;
  private boolean closed;

  Unmapping(WriteSection<V> section, List<RangeEntry<V>> pieces) {
    this.section = section;
    this.pieces = pieces;
  }

  /**
   * What is unmapped, cut off at the edges of the range.
   *
   * @return the pieces in ascending order of keys; unmodifiable
   */
  public List<RangeEntry<V>> pieces() {
    return pieces;
  }

  /**
   * Passes the point of no return: the range is empty for every look-up from here on. Wait-free but for the walk of the index.
   *
   * @throws IllegalStateException if it has been completed or closed before
   */
  public void complete() {
    requirePending();
    section.commit();
    completed = true;
  }

  /**
   * Passes the point of no return like {@link #complete}, and lets readers of the structure in for the rest of the transaction.
   *
   * @throws IllegalStateException if it has been completed or closed before
   */
  public void completeAndDowngrade() {
    complete();
    section.downgrade();
  }

  /** Gives up if it has not been completed, and releases the tree in any case. May be called again, and only by its thread. */
  @Override
  public void close() {
    if (!closed) {
      section.requireOwner();
      closed = true;
      section.close();
    }
  }

  private void requirePending() {
    if (closed || completed) {
      throw new IllegalStateException("this unmapping is " + (closed ? "closed" : "completed") + " already");
    }
    section.requireOwner();
  }

  @Override
  public String toString() {
    return "Unmapping[" + (closed ? "closed" : completed ? "completed" : "pending") + ", " + pieces.size() + " pieces]";
  }
}
