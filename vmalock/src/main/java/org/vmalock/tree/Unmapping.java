package org.vmalock.tree;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.vmalock.internal.StackProbe;

/**
 * A transaction that unmaps a range in three steps, for callers that own resources behind the range (pages, blocks, buffers).
 *
 * <ol>
 *   <li><em>Gather</em>, by {@link VmaTree#beginUnmap}: the mapped ranges are split at the edges, write-locked and detached. Their
 *       readers have released them; new readers wait.
 *   <li><em>Complete</em>, by {@link #complete} or {@link #completeAndDowngrade}: every look-up finds the range empty. Before this step
 *       {@link #close} restores all removed ranges, attached, exactly once.
 *   <li><em>Clean up</em>, between completion and {@link #close}: no reader can reach the removed keys, so the caller frees what belongs
 *       to them. After {@code completeAndDowngrade} readers of the whole tree proceed during this step; writers wait until {@code close}.
 * </ol>
 *
 * <pre>{@code
 * try (Unmapping<Segment> unmapping = tree.beginUnmap(start, end)) {
 *   journal.write(unmapping.removedRanges());   // may throw: then nothing is unmapped
 *   unmapping.completeAndDowngrade();
 *   for (RangeEntry<Segment> removed : unmapping.removedRanges()) {
 *     // the pages of these keys only: at both edges another part of the same segment may still be mapped and read
 *     removed.value().discardPages(removed.start(), removed.last());
 *   }
 * }
 * }</pre>
 *
 * <p>An unmapping holds the tree's lock from {@code beginUnmap} to {@code close} and belongs to the thread that began it. That thread
 * must not change the tree meanwhile, and must not look up a key before {@code complete}. A closed unmapping keeps nothing of the tree
 * reachable.
 *
 * @param <V> the type of the values
 */
public final class Unmapping<V> implements AutoCloseable {
  private final WriteSection<V> section;
  private List<RangeEntry<V>> removedRanges = List.of();
  private int removed;
  private boolean completed;

  /** Whether a completion has begun, which may have failed. */
  private boolean completing;

  private boolean closed;

  private Unmapping(WriteSection<V> section) {
    this.section = section;
  }

  /** Opens a write section and gathers the ranges to remove; closes the section if that fails. */
  static <V> Unmapping<V> begin(VmaTree<V> tree, Change<V, List<RangeEntry<V>>> unmap, Wait wait)
      throws InterruptedException, TimeoutException {
    Unmapping<V> unmapping = new Unmapping<>(new WriteSection<>(tree));
    unmapping.section.open(unmap, wait);
    boolean gathered = false;
    try {
      if (wait.mayEnd()) {
        unmap.lock(unmapping.section, wait);
      }
      unmapping.removedRanges = unmap.applyTo(unmapping.section);
      unmapping.removed = unmapping.removedRanges.size();
      gathered = true;
    } finally {
      if (!gathered) {
        unmapping.section.close();
      }
    }
    return unmapping;
  }

  /**
   * Returns the ranges that this transaction removes, cut off at the edges of the unmapped range, each with the value of the part that is
   * removed.
   *
   * @return the range entries in ascending order of keys; unmodifiable
   * @throws IllegalStateException if the transaction is closed
   */
  public List<RangeEntry<V>> removedRanges() {
    if (closed) {
      throw new IllegalStateException("this unmapping is closed already; call removedRanges before close, and keep the list");
    }
    return removedRanges;
  }

  /**
   * Completes the removal: from this call on every look-up finds the range empty. Does not wait. If it fails for lack of memory or stack,
   * nothing is removed, and the transaction can only be closed.
   *
   * @throws IllegalStateException if the transaction is completed or closed already, or its completion has failed
   */
  public void complete() {
    requirePending();
    StackProbe.reserveDeep();
    completing = true;
    section.commit();
    completed = true;
  }

  /**
   * Completes the removal like {@link #complete}, and downgrades the structure lock so that readers of the structure proceed until
   * {@link #close}.
   *
   * @throws IllegalStateException if the transaction is completed or closed already, or its completion has failed
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
      StackProbe.reserveDeep();
      section.close();
      closed = true;
      removedRanges = List.of();
    }
  }

  private void requirePending() {
    if (closed || completed) {
      throw new IllegalStateException(
          "this unmapping is " + (closed ? "closed" : "completed") + " already; complete it at most once, before close");
    }
    if (completing) {
      throw new IllegalStateException("the completion of this unmapping has failed; close it to restore the tree");
    }
    section.requireOwner();
  }

  @Override
  public String toString() {
    return "Unmapping[" + (closed ? "closed" : completed ? "completed" : "pending") + ", " + removed + " removed ranges]";
  }
}
