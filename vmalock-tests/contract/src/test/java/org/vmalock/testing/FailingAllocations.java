package org.vmalock.testing;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * Calls operations while the heap is full, from the state in which no object fits at all to the one in which a few do: each operation
 * meets an {@link OutOfMemoryError} at each of its allocations. Run it in a forked JVM with the options {@link #OPTIONS}.
 */
public final class FailingAllocations {
  /** A small heap whose collector does not give up early. */
  public static final List<String> OPTIONS =
      List.of("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB", "-XX:-UseGCOverheadLimit");

  /** Bytes that an operation finds free: more than any needs, in steps of a small object. */
  private static final int MOST_BYTES = 512;

  private static final int STEP_BYTES = 24;

  private int failures;
  private int completions;

  /** Creates a counter of outcomes. */
  public FailingAllocations() {}

  /** An operation on a prepared state. */
  public interface Use<S> {
    void run(S state) throws Exception;
  }

  /** The check that follows an operation. */
  public interface Settle<S> {
    void run(S state, boolean completed) throws Exception;
  }

  /**
   * Calls an operation with each number of free bytes.
   *
   * @param prepare called before each call, while there is memory
   * @param operation the operation
   * @param settle called afterwards, while there is memory, with whether the operation has completed
   */
  public <S> void everyAllocation(Callable<S> prepare, Use<S> operation, Settle<S> settle) throws Exception {
    S warm = prepare.call(); // loads and initializes the classes that the operation needs
    operation.run(warm);
    settle.run(warm, true);
    for (int bytes = 0; bytes <= MOST_BYTES; bytes += STEP_BYTES) {
      S state = prepare.call();
      boolean completed = isCompleted(bytes, state, operation);
      try {
        settle.run(state, completed);
      } catch (Throwable e) {
        throw new AssertionError((completed ? "completed" : "failed") + " with " + bytes + " bytes", e);
      }
    }
  }

  /** Throws unless operations have both failed and completed. */
  public void assertBoth() {
    if (failures == 0 || completions == 0) {
      throw new AssertionError(failures + " failures, " + completions + " completions");
    }
  }

  private <S> boolean isCompleted(int bytes, S state, Use<S> operation) throws Exception {
    Object[] held = {null, new byte[bytes]};
    fill(held);
    held[1] = null;
    try {
      operation.run(state);
      completions++;
      return true;
    } catch (OutOfMemoryError e) {
      failures++;
      return false;
    } finally {
      held[0] = null;
    }
  }

  /** Links arrays of decreasing size to the first element until none fits. */
  private static void fill(Object[] held) {
    for (int length = 1 << 16; length > 0; length >>= 4) {
      try {
        while (true) {
          Object[] next = new Object[length];
          next[0] = held[0];
          held[0] = next;
        }
      } catch (OutOfMemoryError e) {
        // goes on with the next size
      }
    }
  }
}
