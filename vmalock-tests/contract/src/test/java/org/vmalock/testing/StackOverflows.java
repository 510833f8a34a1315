package org.vmalock.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Calls operations near the end of a stack, from every depth at which they overflow: the calling frames differ by the size of one frame
 * from depth to depth, and by a few words from padding to padding.
 */
public final class StackOverflows {
  private static final long STACK_BYTES = 1 << 18;
  private static final int PADDINGS = 4;

  /** More frames than any operation needs, its probe included. */
  private static final int DEPTHS = 160;

  /** Depths from which the first call of the operation overflows. */
  private static final int BEYOND = 4;

  private int overflows;
  private int completions;

  /** An operation on a prepared state. */
  public interface Use<S> {
    void run(S state) throws Exception;
  }

  /** The check that follows an operation. */
  public interface Settle<S> {
    void run(S state, boolean completed) throws Exception;
  }

  private interface Operation {
    void run() throws Exception;
  }

  /**
   * Calls an operation from every depth.
   *
   * @param prepare called before each call, with a stack that is deep enough
   * @param operation the operation
   * @param settle called afterwards, with whether the operation has completed; checks that it has changed all or nothing, and undoes it
   */
  public <S> void everyDepth(Callable<S> prepare, Use<S> operation, Settle<S> settle) throws Exception {
    for (int i = 0; i < 3; i++) {
      S warm = prepare.call(); // links and initializes what the operation uses
      operation.run(warm);
      settle.run(warm, true);
    }
    onSmallStack(() -> {
      for (int padding = 0; padding < PADDINGS; padding++) {
        int deepest = deepest(padding);
        for (int depth = Math.max(0, deepest - DEPTHS); depth < deepest + BEYOND; depth++) {
          S state = prepare.call();
          boolean completed = isCompleted(padding, depth, () -> operation.run(state));
          try {
            settle.run(state, completed);
          } catch (Throwable e) {
            throw new AssertionError(
                (completed ? "completed" : "overflowed") + " " + (deepest - depth) + " frames before the end, padding " + padding, e);
          }
        }
      }
    });
    if (overflows == 0 || completions == 0) {
      throw new AssertionError(overflows + " overflows, " + completions + " completions");
    }
  }

  private boolean isCompleted(int padding, int depth, Operation operation) throws Exception {
    try {
      pad(padding, depth, operation);
      completions++;
      return true;
    } catch (StackOverflowError e) {
      overflows++;
      return false;
    }
  }

  /** Returns the smallest number of frames that overflow by themselves. */
  private static int deepest(int padding) {
    int low = 0;
    int high = 1 << 16;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (fits(padding, middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static boolean fits(int padding, int depth) {
    BooleanSupplier attempt = () -> {
      try {
        pad(padding, depth, () -> {});
        return true;
      } catch (StackOverflowError e) {
        return false;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    };
    return attempt.getAsBoolean();
  }

  private static void onSmallStack(Operation task) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(
        null,
        () -> {
          try {
            task.run();
          } catch (Throwable e) {
            failure.set(e);
          }
        },
        "small stack",
        STACK_BYTES);
    thread.start();
    thread.join();
    if (failure.get() != null) {
      throw new AssertionError(failure.get().getMessage(), failure.get());
    }
  }

  private static void pad(int padding, int depth, Operation operation) throws Exception {
    switch (padding) {
      case 0 -> descend(depth, operation);
      case 1 -> descend(depth, operation, 0);
      case 2 -> descend(depth, operation, 0, 0);
      default -> descend(depth, operation, 0, 0, 0);
    }
  }

  @SuppressWarnings("unused")
  private static void descend(int depth, Operation operation, long a) throws Exception {
    descend(depth, operation);
  }

  @SuppressWarnings("unused")
  private static void descend(int depth, Operation operation, long a, long b) throws Exception {
    descend(depth, operation);
  }

  @SuppressWarnings("unused")
  private static void descend(int depth, Operation operation, long a, long b, long c) throws Exception {
    descend(depth, operation);
  }

  private static void descend(int depth, Operation operation) throws Exception {
    if (depth == 0) {
      operation.run();
    } else {
      descend(depth - 1, operation);
    }
  }
}
