package org.vmalock.testing;

import java.util.concurrent.atomic.AtomicReference;

/** Calls an action at every depth of a stack near its end, so that it overflows in each of its frames. */
public final class FullStack {
  private static final long STACK_BYTES = 256 * 1024;
  private static final int CALLS = 400;
  private static final int WARM_UP = 20;

  private final Runnable action;
  private int calls;

  /** The number of calls that overflowed the stack. */
  private int overflows;

  private FullStack(Runnable action) {
    this.action = action;
  }

  /** Calls the action at many depths, with StackOverflowErrors dropped; returns how many calls overflowed. Other exceptions are thrown. */
  public static int atEveryDepth(Runnable action) throws InterruptedException {
    FullStack stack = new FullStack(action);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int shift = 0; shift < 6; shift++) {
      int offset = shift;
      Thread thread = new Thread(null, () -> stack.start(offset), "full stack", STACK_BYTES);
      thread.setUncaughtExceptionHandler((unused, e) -> failure.set(e));
      thread.start();
      thread.join();
      if (failure.get() != null) {
        throw new AssertionError("at an offset of " + shift, failure.get());
      }
    }
    return stack.overflows;
  }

  /** Shifts the frames by less than a frame of the descent. */
  private void start(int offset) {
    for (int i = 0; i < WARM_UP; i++) {
      action.run(); // a class whose initialization overflows cannot be used any more
    }
    calls = 0;
    switch (offset) {
      case 0 -> descend();
      case 1 -> shift(1);
      case 2 -> shift(1, 2);
      case 3 -> shift(1, 2, 3);
      case 4 -> shift(1, 2, 3, 4);
      default -> shift(1, 2, 3, 4, 5);
    }
  }

  private long shift(long a) {
    descend();
    return a;
  }

  private long shift(long a, long b) {
    descend();
    return a + b;
  }

  private long shift(long a, long b, long c) {
    descend();
    return a + b + c;
  }

  private long shift(long a, long b, long c, long d) {
    descend();
    return a + b + c + d;
  }

  private long shift(long a, long b, long c, long d, long e) {
    descend();
    return a + b + c + d + e;
  }

  private void descend() {
    try {
      descend();
    } catch (StackOverflowError e) {
      overflows++;
    }
    if (calls < CALLS) {
      calls++;
      action.run();
    }
  }
}
