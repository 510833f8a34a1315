package org.vmalock.internal;

import org.jspecify.annotations.Nullable;

/**
 * Records the JDK Flight Recorder events of the slow paths: {@code vmalock.WriterWait} and {@code vmalock.PoolExhausted}.
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

  /**
   * Begins the event of a writer that is about to park.
   *
   * @return the event for {@link #endWriterWait}, or null
   */
  public static @Nullable Object beginWriterWait() {
    return isInitialized() ? WriterWaitEvent.tryBegin() : null;
  }

  /**
   * Ends the event of a writer's wait, and records it if it exceeds the event's threshold.
   *
   * @param event the result of {@link #beginWriterWait}
   * @param node the node that the writer drained
   * @param structure the lock of its structure
   * @param drained true if the readers have released; false if the writer gave up
   */
  public static void endWriterWait(@Nullable Object event, Object node, Object structure, boolean drained) {
    if (event != null) {
      WriterWaitEvent.end(event, node, structure, drained);
    }
  }

  /**
   * Begins the event of an allocation that has found no free object.
   *
   * @return the event for {@link #endPoolExhausted}, or null
   */
  public static @Nullable Object beginPoolExhausted() {
    return isInitialized() ? PoolExhaustedEvent.tryBegin() : null;
  }

  /**
   * Ends the event of an allocation that had found no free object, and records it.
   *
   * @param event the result of {@link #beginPoolExhausted}
   * @param pool the pool's name
   * @param capacity the largest number of objects of the pool
   * @param obtained whether an object was returned to the pool in time
   */
  public static void endPoolExhausted(@Nullable Object event, String pool, int capacity, boolean obtained) {
    if (event != null) {
      PoolExhaustedEvent.end(event, pool, capacity, obtained);
    }
  }

  private static boolean isInitialized() {
    return PRESENT && RecorderState.isInitialized();
  }
}
