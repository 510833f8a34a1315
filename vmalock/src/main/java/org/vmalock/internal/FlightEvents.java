package org.vmalock.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the JDK Flight Recorder events of the slow paths.
 *
 * <p>Where module {@code jdk.jfr} is absent no event is recorded, and no class that needs the module is loaded. An event that has begun is
 * an opaque object, or null if no recording enables it.
 *
 * <p>The first use of an event class loads hundreds of classes. No event class is touched before the flight recorder is initialised, which
 * a recording does when it starts; until then a writer that is about to wait would pay for events that no recording takes.
 */
public final class FlightEvents {
  private static final boolean PRESENT =
      ModuleLayer.boot().findModule("jdk.jfr").filter(FlightEvents.class.getModule()::canRead).isPresent();

  private FlightEvents() {}

  /** Returns whether the flight recorder is initialised. */
  static boolean isRecording() {
    return PRESENT && RecorderState.isInitialized();
  }

  /** Records that the current thread begins to wait, and begins the event of the wait. Returns the event for {@link #endWait}, or null. */
  static @Nullable Object beginWait(Waiting.Kind kind, Object object, Supplier<String> name, @Nullable Object structure) {
    if (!isRecording()) {
      return null;
    }
    WaitBeginEvent.record(kind.text(), object, name, structure);
    return WaitEvent.tryBegin(kind.text(), object, structure);
  }

  /** Ends the event of a wait, and records it if it exceeds the event's threshold. */
  static void endWait(@Nullable Object event, Supplier<String> object, Waiting.Outcome outcome) {
    if (event != null) {
      WaitEvent.end(event, object.get(), outcome.text);
    }
  }

  /**
   * Records an allocation that was refused.
   *
   * @param pool the pool's name
   * @param capacity the largest number of objects of the pool
   */
  public static void poolExhausted(String pool, int capacity) {
    if (isRecording()) {
      PoolExhaustedEvent.record(pool, capacity);
    }
  }

  /**
   * Records a reader that has found its node write-locked and waits.
   *
   * @param node the node
   * @param structure whether the reader queues for the lock of the structure
   */
  public static void busyFallback(Object node, boolean structure) {
    if (isRecording()) {
      FallbackEvent.record(node, structure ? "structure" : "node");
    }
  }

  /**
   * Records a node that spreads its readers for the first time.
   *
   * @param node the node
   */
  public static void spread(Object node) {
    if (isRecording()) {
      SpreadEvent.record(node);
    }
  }

  /**
   * Begins the event of a search for hazard reads.
   *
   * @return the event for {@link #endScan}, or null
   */
  public static @Nullable Object beginScan() {
    return isRecording() ? ScanEvent.tryBegin() : null;
  }

  /**
   * Ends the event of a search for hazard reads, and records it.
   *
   * @param event the result of {@link #beginScan}
   * @param node the node whose readers were searched
   * @param conversions the number of reads that were found
   * @param endsSpreading whether the node ceases to be spread
   */
  public static void endScan(@Nullable Object event, Object node, int conversions, boolean endsSpreading) {
    if (event != null) {
      ScanEvent.end(event, node, conversions, endsSpreading);
    }
  }

  /** Records a leak. */
  static void leak(String message) {
    if (isRecording()) {
      LeakEvent.record(message);
    }
  }

  /** Records the message of an exception for incorrect use of a lock. */
  static void violation(@Nullable String message) {
    if (isRecording()) {
      ViolationEvent.record(message);
    }
  }
}
