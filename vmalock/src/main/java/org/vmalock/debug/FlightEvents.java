package org.vmalock.debug;

import org.jspecify.annotations.Nullable;

/**
 * The events of the slow paths for the JDK's flight recorder: {@code vmalock.WriterWait} and {@code vmalock.PoolExhausted}.
 *
 * <p>Where module {@code jdk.jfr} is absent nothing is recorded, and no class that needs it is loaded. Used by the locks; an event that
 * has begun is an opaque object, or null if nothing records it.
 */
public final class FlightEvents {
  private static final boolean PRESENT =
      ModuleLayer.boot().findModule("jdk.jfr").filter(FlightEvents.class.getModule()::canRead).isPresent();

  private FlightEvents() {}

  /**
   * Begins the event of a writer that is about to park.
   *
   * @return the event to end, or null
   */
  public static @Nullable Object beginWriterWait() {
    return PRESENT ? WriterWaitEvent.begun() : null;
  }

  /**
   * Ends the event of a writer that waits no more, and records it if it took long enough.
   *
   * @param event what {@link #beginWriterWait} returned
   * @param node the node whose readers were waited for
   * @param structure the lock of its structure
   * @param drained whether the readers have left; false if the writer gave up
   */
  public static void endWriterWait(@Nullable Object event, Object node, Object structure, boolean drained) {
    if (event != null) {
      WriterWaitEvent.end(event, node, structure, drained);
    }
  }

  /**
   * Begins the event of an allocation that has found no free object.
   *
   * @return the event to end, or null
   */
  public static @Nullable Object beginPoolExhausted() {
    return PRESENT ? PoolExhaustedEvent.begun() : null;
  }

  /**
   * Ends the event of an allocation that had found no free object, and records it.
   *
   * @param event what {@link #beginPoolExhausted} returned
   * @param pool the pool's name
   * @param capacity the largest number of objects that it may have
   * @param obtained whether an object came back in time
   */
  public static void endPoolExhausted(@Nullable Object event, String pool, int capacity, boolean obtained) {
    if (event != null) {
      PoolExhaustedEvent.end(event, pool, capacity, obtained);
    }
  }
}
