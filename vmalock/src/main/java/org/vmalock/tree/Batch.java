package org.vmalock.tree;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several changes of a {@link VmaTree} in one write section: whoever walks the tree sees all of them or none.
 *
 * <p>It holds the tree's write lock from {@link VmaTree#batch} to {@link #close}, and belongs to the thread that opened it. Each change
 * waits until the readers of the ranges that it touches have left. Only {@link #commit} makes the changes visible; closing without it
 * puts the tree back as it was.
 *
 * <pre>{@code
 * try (Batch<String> batch = tree.batch()) {
 *   batch.unmap(from, to);
 *   batch.map(elsewhere, elsewhere + length, value);
 *   batch.commit();
 * }
 * }</pre>
 *
 * <p>Do not hold the read lock of any range of this tree while you make a change that touches it: it would wait for you.
 *
 * @param <V> the values
 */
public final class Batch<V> implements AutoCloseable {
  private final WriteSection<V> section;
  private State state = State.OPEN;

  private enum State {
    OPEN("open"),
    HALF_DONE("broken off by an exception in the middle of a change; close it to put everything back"),
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

  /**
   * As {@link VmaTree#map}.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param value what to map
   * @throws RangeOverlapException if something is mapped there; the batch goes on without this change
   */
  public void map(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    begin();
    try {
      section.map(start, last, value);
      state = State.OPEN;
    } catch (RangeOverlapException refused) {
      state = State.OPEN;
      throw refused;
    }
  }

  /**
   * As {@link VmaTree#replace}.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param value what to map
   */
  public void replace(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    begin();
    section.replace(start, last, value);
    state = State.OPEN;
  }

  /**
   * As {@link VmaTree#unmap}.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @return whether anything was mapped there
   */
  public boolean unmap(long start, long end) {
    long last = Ranges.last(start, end);
    begin();
    boolean any = section.carve(start, last);
    state = State.OPEN;
    return any;
  }

  /**
   * As {@link VmaTree#update}.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param value the new value
   * @return whether anything changed
   */
  public boolean update(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    begin();
    boolean changed = section.update(start, last, value);
    state = State.OPEN;
    return changed;
  }

  /**
   * As {@link VmaTree#move}.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param newStart where the first key goes, unsigned
   * @return whether anything was mapped there
   * @throws RangeOverlapException if something is mapped where it would go; the batch goes on without this change
   */
  public boolean move(long start, long end, long newStart) {
    long last = Ranges.movable(start, end, newStart);
    begin();
    try {
      boolean any = section.move(start, last, newStart);
      state = State.OPEN;
      return any;
    } catch (RangeOverlapException refused) {
      state = State.OPEN;
      throw refused;
    }
  }

  /**
   * The value at a key, with the changes of this batch.
   *
   * @param key an unsigned key
   * @return the value, or null if nothing is mapped there
   */
  public @Nullable V get(long key) {
    require(State.OPEN);
    Vma<V> vma = section.covering(key);
    return vma == null ? null : vma.value;
  }

  /**
   * Makes all changes visible at once.
   *
   * @throws IllegalStateException if the batch is not open; the message says why
   */
  public void commit() {
    require(State.OPEN);
    section.commit();
    state = State.COMMITTED;
  }

  /** Ends the write section. Without a {@link #commit} before, the tree is as it was. May be called again, and only by its thread. */
  @Override
  public void close() {
    if (state != State.CLOSED) {
      section.requireOwner();
      state = State.CLOSED;
      section.close();
    }
  }

  /** An exception between here and the return to OPEN leaves a half-done change that must not be committed. */
  private void begin() {
    require(State.OPEN);
    state = State.HALF_DONE;
  }

  private void require(State expected) {
    if (state != expected) {
      throw new IllegalStateException("this batch is " + state.description);
    }
    section.requireOwner();
  }

  @Override
  public String toString() {
    return "Batch[" + state.description + "]";
  }
}
