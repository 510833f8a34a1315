package org.vmalock.tree;

import java.util.List;

/**
 * A transaction that unmaps a range in three steps, for callers that own resources behind the range (pages, blocks, buffers).
 *
 * <ol>
 *   <li><em>Gather</em>, by {@link VmaTree#beginUnmap}: the mapped ranges are split at the edges, write-locked and detached. Their
 *       readers have released them; new readers wait.
 *   <li><em>Complete</em>, by {@link #complete} or {@link #completeAndDowngrade}: every look-up finds the range empty. Before this step
 *       {@link #close} restores all removed ranges, attached, exactly once.
 *   <li><em>Clean up</em>, between completion and {@link #close}: no reader can reach the removed values, so the caller frees their
 *       resources. After {@code completeAndDowngrade} readers of the whole tree proceed during this step; writers wait until {@code
 *       close}.
 * </ol>
 *
 * <pre>{@code
 * try (Unmapping<Segment> unmapping = tree.beginUnmap(start, end)) {
 *   journal.write(unmapping.removedRanges());   // may throw: then nothing is unmapped
 *   unmapping.completeAndDowngrade();
 *   unmapping.removedRanges().forEach(entry -> release(entry.value()));
 * }
 * }</pre>
 *
 * <p>An unmapping holds the tree's lock from {@code beginUnmap} to {@code close} and belongs to the thread that began it. That thread
 * must not change the tree meanwhile, and must not look up a key before {@code complete}.
 *
 * @param <V> the type of the values
 */
public final class Unmapping<V> implements AutoCloseable {
  private final WriteSection<V> section;
  private final List<RangeEntry<V>> removedRanges;
  private boolean completed;
  private boolean closed;

  private Unmapping(WriteSection<V> section, List<RangeEntry<V>> removedRanges) {
    this.section = section;
    this.removedRanges = removedRanges;
  }

  /** Gathers the ranges to remove, in an open write section; closes the section if that fails. */
  static <V> Unmapping<V> begin(WriteSection<V> section, long start, long last) {
    boolean gathered = false;
    try {
      List<RangeEntry<V>> removed = List.copyOf(section.entries(start, last));
      section.unmap(start, last);
      Unmapping<V> unmapping = new Unmapping<>(section, removed);
      gathered = true;
      return unmapping;
    } finally {
      if (!gathered) {
        section.close();
      }
    }
  }

  /**
   * Returns the ranges that this transaction removes, cut off at the edges of the unmapped range.
   *
   * @return the range entries in ascending order of keys; unmodifiable
   */
  public List<RangeEntry<V>> removedRanges() {
    return removedRanges;
  }

  /**
   * Completes the removal: from this call on every look-up finds the range empty. Does not wait.
   *
   * @throws IllegalStateException if the transaction is completed or closed already
   */
  public void complete() {
    requirePending();
    section.commit();
    completed = true;
  }

  /**
   * Completes the removal like {@link #complete}, and downgrades the structure lock so that readers of the structure proceed until
   * {@link #close}.
   *
   * @throws IllegalStateException if the transaction is completed or closed already
   */
  public void completeAndDowngrade() {
    complete();
    section.downgrade();
  }

  /**
   * Ends the transaction and releases the tree's lock; restores the tree if the removal was not completed. Closing a closed transaction
   * has no effect.
   *
   * @throws IllegalMonitorStateException if called by another thread than the one that began the transaction
   */
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
      throw new IllegalStateException(
          "this unmapping is " + (closed ? "closed" : "completed") + " already; complete it at most once, before close");
    }
    section.requireOwner();
  }

  @Override
  public String toString() {
    return "Unmapping[" + (closed ? "closed" : completed ? "completed" : "pending") + ", " + removedRanges.size() + " removed ranges]";
  }
}
