package org.vmalock.tree;

import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.StackProbe;

/**
 * A write section of a {@link VmaTree} for several changes: every walk of the tree sees all of them or none.
 *
 * <p>A batch holds the tree's write lock from {@link VmaTree#batch} to {@link #close}, and belongs to the thread that opened it. Each
 * change waits until the readers of the ranges that it touches have released them. Only {@link #commit} makes the changes visible;
 * closing a batch that was not committed restores the tree. A closed batch keeps nothing of the tree reachable.
 *
 * <pre>{@code
 * try (Batch<String> batch = tree.batch()) {
 *   batch.unmap(from, to);
 *   batch.map(elsewhere, elsewhere + length, value);
 *   batch.commit();
 * }
 * }</pre>
 *
 * <p>A change that is refused, interrupted or out of time has changed nothing, and the batch stays open. After any other exception the
 * change may have been applied in part: such a batch refuses further changes and {@link #commit}, and can only be closed. A call by
 * another thread than the one that opened the batch throws {@link IllegalMonitorStateException}.
 *
 * @param <V> the type of the values
 */
public final class Batch<V> extends RangeChanges<V> implements AutoCloseable {
  private final WriteSection<V> section;
  private State state = State.CLOSED;

  private enum State {
    OPEN("open"),
    CHANGING("aborted by an exception inside a change or a commit; close it to restore the tree"),
    COMMITTED("committed already"),
    CLOSED("closed");

    private final String description;

    State(String description) {
      this.description = description;
    }
  }

  private Batch(WriteSection<V> section) {
    this.section = section;
  }

  static <V> Batch<V> open(VmaTree<V> tree, Wait wait) throws InterruptedException, TimeoutException {
    Batch<V> batch = new Batch<>(new WriteSection<>(tree));
    batch.section.open("open a batch", wait);
    batch.state = State.OPEN;
    return batch;
  }

  @Override
  <R> R apply(Change<V, R> change, Wait wait) throws InterruptedException, TimeoutException {
    require(State.OPEN);
    wait.throwIfInterrupted("the locks to ", change);
    if (wait.mayEnd()) {
      change.lock(section, wait);
    }
    int detached = section.detached();
    state = State.CHANGING; // refuses a commit after an exception: the change may be applied in part
    R result;
    try {
      result = change.applyTo(section);
    } catch (RangeOverlapException refused) {
      if (section.detached() == detached) { // else it is of the rules of the values, half-way: a change detaches before it edits
        state = State.OPEN;
      }
      throw refused;
    }
    state = State.OPEN;
    return result;
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
   * Makes all changes visible at one instant. If it fails for lack of memory or stack, nothing is visible, and the batch can only be closed.
   *
   * @throws IllegalStateException if the batch is not open; the message names its state
   */
  public void commit() {
    require(State.OPEN);
    StackProbe.reserveDeep();
    state = State.CHANGING; // refuses another commit after an error: the private version may be incomplete
    section.commit();
    state = State.COMMITTED;
  }

  /** Ends the write section; restores the tree if the batch was not committed. Closing a closed batch has no effect. */
  @Override
  public void close() {
    if (state != State.CLOSED) {
      section.requireOwner();
      StackProbe.reserveDeep();
      section.close();
      state = State.CLOSED;
    }
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
