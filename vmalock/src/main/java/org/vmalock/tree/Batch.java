package org.vmalock.tree;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A write section of a {@link VmaTree} for several changes: every walk of the tree sees all of them or none.
 *
 * <p>A batch holds the tree's write lock from {@link VmaTree#batch} to {@link #close}, and belongs to the thread that opened it. Each
 * change waits until the readers of the ranges that it touches have released them. Only {@link #commit} makes the changes visible;
 * closing a batch that was not committed restores the tree.
 *
 * <pre>{@code
 * try (Batch<String> batch = tree.batch()) {
 *   batch.unmap(from, to);
 *   batch.map(elsewhere, elsewhere + length, value);
 *   batch.commit();
 * }
 * }</pre>
 *
 * <p>If a change throws anything but {@link RangeOverlapException} or an exception about its arguments, it may have been applied in
 * part: such a batch refuses further changes and {@link #commit}, and can only be closed. A call by another thread than the one that opened
 * the batch throws {@link IllegalMonitorStateException}.
 *
 * @param <V> the type of the values
 */
public final class Batch<V> implements RangeChanges<V>, AutoCloseable {
  private final WriteSection<V> section;
  private State state = State.OPEN;

  private enum State {
    OPEN("open"),
    CHANGING("aborted by an exception inside a change; close it to restore the tree"),
    COMMITTED("committed already"),
    CLOSED("closed");

    private final String description;

    State(String description) {
      this.description = description;
    }
  }

  Batch(WriteSection<V> section) {
    this.section = section;
  }

  @Override
  public void map(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    beginChange();
    try {
      section.map(start, last, value);
      endChange();
    } catch (RangeOverlapException refused) {
      endChange();
      throw refused;
    }
  }

  @Override
  public void replace(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    beginChange();
    section.replace(start, last, value);
    endChange();
  }

  @Override
  public boolean unmap(long start, long end) {
    long last = Ranges.last(start, end);
    beginChange();
    boolean wasMapped = section.unmap(start, last);
    endChange();
    return wasMapped;
  }

  @Override
  public boolean update(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    beginChange();
    boolean changed = section.update(start, last, value);
    endChange();
    return changed;
  }

  @Override
  public boolean move(long start, long end, long newStart) {
    long last = Ranges.lastOfMovable(start, end, newStart);
    beginChange();
    try {
      boolean wasMapped = section.move(start, last, newStart);
      endChange();
      return wasMapped;
    } catch (RangeOverlapException refused) {
      endChange();
      throw refused;
    }
  }

  /**
   * Returns the value of a key, with the changes of this batch applied.
   *
   * @param key an unsigned key
   * @return the value, or null if the key is not mapped
   * @throws IllegalStateException if the batch is not open; the message names its state
   */
  public @Nullable V get(long key) {
    require(State.OPEN);
    Vma<V> vma = section.find(key);
    return vma == null ? null : vma.value;
  }

  /**
   * Makes all changes visible at one instant.
   *
   * @throws IllegalStateException if the batch is not open; the message names its state
   */
  public void commit() {
    require(State.OPEN);
    section.commit();
    state = State.COMMITTED;
  }

  /** Ends the write section; restores the tree if the batch was not committed. Closing a closed batch has no effect. */
  @Override
  public void close() {
    if (state != State.CLOSED) {
      section.requireOwner();
      state = State.CLOSED;
      section.close();
    }
  }

  /** Sets a state that refuses a commit: after an exception before {@link #endChange} the change may be applied in part. */
  private void beginChange() {
    require(State.OPEN);
    state = State.CHANGING;
  }

  private void endChange() {
    state = State.OPEN;
  }

  private void require(State expected) {
    if (state != expected) {
      throw new IllegalStateException("this batch is " + state.description + "; expected an open batch, as VmaTree.batch returns it");
    }
    section.requireOwner();
  }

  @Override
  public String toString() {
    return "Batch[" + state.description + "]";
  }
}
