package org.vmalock.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One wait of a thread, from before it parks until it continues: recorded by the flight recorder, and, unless the level is {@code off},
 * listed and logged once if it is long.
 *
 * <pre>{@code
 * Waiting waiting = Waiting.isWatched() ? Waiting.begin(kind, node, structure, node::describe, holder) : null;
 * Waiting.Outcome outcome = Waiting.Outcome.FAILED;
 * try {
 *   outcome = Waiting.Outcome.of(park());
 * } finally {
 *   Waiting.end(waiting, outcome);
 * }
 * }</pre>
 */
public final class Waiting {
  /** What a thread waits for. */
  public enum Kind {
    /** A writer, for the readers of a node. */
    WRITER("to write-lock "),

    /** A reader, for the writer of a node. */
    READER("to read-lock "),

    /** A writer, for the lock of a structure. */
    STRUCTURE_WRITE("to write-lock "),

    /** A reader, for the lock of a structure. */
    STRUCTURE_READ("to read-lock "),

    /** An allocation, for an object of a pool. */
    POOL("for an object of "),

    /** A look-up, for the load of a key by another thread. */
    LOAD("for "),

    /** An owner, for the readers of an object that it has retired. */
    RETIRE("for the readers of "),

    /** A close, for the objects that are in use. */
    CLOSE("to close "),

    /** A thread, for workers of a domain to release what they borrow. */
    WORKERS("for workers of ");

    final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Returns the name of this kind in events. */
    String text() {
      return switch (this) {
        case WRITER -> "writer for readers";
        case READER -> "reader for a node";
        case STRUCTURE_WRITE -> "structure write lock";
        case STRUCTURE_READ -> "structure read lock";
        case POOL -> "pool";
        case LOAD -> "load";
        case RETIRE -> "owner for readers";
        case CLOSE -> "close for objects in use";
        case WORKERS -> "release by workers";
      };
    }
  }

  /** How a wait has ended. */
  public enum Outcome {
    /** The thread has what it waited for. */
    ACQUIRED("acquired"),

    /** The time elapsed first. */
    TIMED_OUT("timed out"),

    /** The thread was interrupted. */
    INTERRUPTED("interrupted"),

    /** Another exception ended the wait. */
    FAILED("failed");

    final String text;

    Outcome(String text) {
      this.text = text;
    }

    /**
     * Returns the outcome of a wait that has returned.
     *
     * @param acquired whether the thread has what it waited for
     * @return {@code ACQUIRED} or {@code TIMED_OUT}
     */
    public static Outcome of(boolean acquired) {
      return acquired ? ACQUIRED : TIMED_OUT;
    }

    /**
     * Returns the outcome of a wait that has thrown.
     *
     * @param failure the exception
     * @return {@code INTERRUPTED} or {@code FAILED}
     */
    public static Outcome of(Throwable failure) {
      return failure instanceof InterruptedException ? INTERRUPTED : FAILED;
    }
  }

  private static final Set<Waiting> CURRENT = ConcurrentHashMap.newKeySet();

  final Kind kind;
  final Object object;
  final Thread thread = Thread.currentThread();
  private final Supplier<String> name;
  private final Supplier<@Nullable Thread> holder;
  private final Supplier<String> holds;
  private final long begin = System.nanoTime();
  private final @Nullable Object event;

  /** Written by the thread that searches for stalls. */
  private boolean reported;

  private Waiting(
      Kind kind,
      Object object,
      @Nullable Object structure,
      Supplier<String> name,
      Supplier<@Nullable Thread> holder,
      Supplier<String> holds) {
    this.kind = kind;
    this.object = object;
    this.name = name;
    this.holder = holder;
    this.holds = holds;
    event = FlightEvents.beginWait(kind, object, this::name, structure);
  }

  private String name() {
    return Names.describe(object, name);
  }

  /**
   * Returns whether a wait has to be passed to {@link #begin}.
   *
   * @return whether waits are listed, or a recording has been started in this JVM
   */
  public static boolean isWatched() {
    return DebugLevel.ON || FlightEvents.isRecording();
  }

  /**
   * Begins a wait of the current thread.
   *
   * @param kind what it waits for
   * @param object the node, the structure, the pool or the load
   * @param structure the structure of the node, or null
   * @param name returns the object's name and state; called by any thread
   * @param holder returns the thread that holds the lock, or null if it is not known or there are several; called by any thread
   * @return an argument for {@link #end}; null if there is no memory for it
   */
  public static @Nullable Waiting begin(
      Kind kind, Object object, @Nullable Object structure, Supplier<String> name, Supplier<@Nullable Thread> holder) {
    return begin(kind, object, structure, name, holder, () -> HoldReports.describeFew(object));
  }

  private static @Nullable Waiting begin(
      Kind kind,
      Object object,
      @Nullable Object structure,
      Supplier<String> name,
      Supplier<@Nullable Thread> holder,
      Supplier<String> holds) {
    try {
      Waiting waiting = new Waiting(kind, object, structure, name, holder, holds);
      if (DebugLevel.ON) {
        CURRENT.add(waiting);
        LeakWatch.start();
      }
      return waiting;
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  /**
   * Ends a wait. Does not throw: the thread may have acquired a lock.
   *
   * @param waiting the result of {@link #begin}, or null
   * @param outcome how it has ended
   */
  public static void end(@Nullable Waiting waiting, Outcome outcome) {
    if (waiting == null) {
      return;
    }
    if (DebugLevel.ON) {
      CURRENT.remove(waiting);
    }
    try {
      FlightEvents.endWait(waiting.event, waiting::name, outcome);
    } catch (OutOfMemoryError | StackOverflowError e) {
      return; // without the event
    }
  }

  /** A wait that returns whether the thread has what it waited for. */
  @FunctionalInterface
  public interface Body {
    /**
     * Waits.
     *
     * @return false if the time elapsed first
     * @throws InterruptedException if the thread is interrupted
     */
    boolean await() throws InterruptedException;
  }

  /**
   * Begins a wait for what several threads hold, runs it, and ends it.
   *
   * @param kind what the thread waits for
   * @param object the pool, the cache or the domain
   * @param name returns the object's name and state; called by any thread
   * @param holds describes what is held, and by which threads, in several lines; called by any thread
   * @param body waits
   * @return the result of {@code body}
   * @throws InterruptedException if {@code body} throws it
   */
  public static boolean run(Kind kind, Object object, Supplier<String> name, Supplier<String> holds, Body body)
      throws InterruptedException {
    Waiting waiting = isWatched() ? begin(kind, object, null, name, () -> null, holds) : null;
    Outcome outcome = Outcome.FAILED;
    try {
      boolean acquired = body.await();
      outcome = Outcome.of(acquired);
      return acquired;
    } catch (InterruptedException e) {
      outcome = Outcome.INTERRUPTED;
      throw e;
    } finally {
      end(waiting, outcome);
    }
  }

  /** Returns the waits that have not ended, longest first. */
  static List<Waiting> current() {
    List<Waiting> current = new ArrayList<>(CURRENT);
    current.sort(Comparator.comparingLong(waiting -> waiting.begin));
    return current;
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  /** Returns whether this wait has exceeded the threshold and this is the first time that it is asked. */
  boolean becomesStall() {
    if (reported || System.nanoTime() - begin < DebugSettings.WAIT_NANOS) {
      return false;
    }
    reported = true;
    return true;
  }

  /** Describes the wait: the thread, the time and the object, the stack of the wait, and the holders. */
  String describe() {
    StringBuilder text = new StringBuilder();
    text.append(Names.of(thread)).append(" has waited ").append(millis()).append(" ms ").append(kind.words).append(name());
    text.append(System.lineSeparator());
    Stacks.append(text, Stacks.trim(thread.getStackTrace()));
    Thread writer = holder.get();
    if (writer != null) {
      text.append(HoldReports.describeThread("  held by ", writer));
    }
    String recorded = Names.describe(object, holds);
    if (!recorded.isEmpty()) {
      text.append(recorded);
    } else if (writer == null) {
      text.append("  no holder is recorded")
          .append(DebugLevel.SAMPLING ? "; at level sampled one of many holds is, use -Dvmalock.debug=all" : "")
          .append(System.lineSeparator());
    }
    return text.toString();
  }
}
