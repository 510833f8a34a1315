package org.vmalock.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.PoolExhaustedException;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/** The properties of the flight recorder events; each runs in a separate JVM. */
final class RecordedWaits {
  private RecordedWaits() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    ForkedJvm.runProperty(RecordedWaits.class, arguments[0]);
  }

  static void timedOutWriterIsRecordedAsNotDrained() throws Throwable {
    VmaLock node = VmaLock.standalone();
    List<RecordedEvent> events = record("vmalock.WriterWait", () -> waitForReader(node, 30));
    assertEquals(1, events.size());
    RecordedEvent event = events.get(0);
    assertEquals(VmaLock.class.getName(), event.getClass("nodeClass").getName());
    assertTrue(node.toString().startsWith(event.getString("node") + "["), event::toString);
    assertTrue(node.structureLock().toString().startsWith(event.getString("structure") + "["), event::toString);
    assertFalse(event.getBoolean("drained"));
    assertTrue(event.getDuration().toMillis() >= 29, event::toString);
  }

  static void drainedWriterIsRecordedAsDrained() throws Throwable {
    VmaLock node = VmaLock.standalone();
    List<RecordedEvent> events = record("vmalock.WriterWait", () -> drainReader(node));
    assertEquals(1, events.size());
    assertTrue(events.get(0).getBoolean("drained"));
  }

  static void writerWaitThresholdIsTenMilliseconds() throws InterruptedException {
    FlightRecorder.getFlightRecorder(); // before that, a wait touches no event class
    waitForReader(VmaLock.standalone(), 1);
    assertEquals("10 ms", thresholdOf("vmalock.WriterWait"));
  }

  static void refusedAllocationIsRecorded() throws Throwable {
    try (VmaPool<VmaLock> pool = exhaustedPool()) {
      List<RecordedEvent> events =
          record("vmalock.PoolExhausted", () -> assertThrows(PoolExhaustedException.class, pool::alloc));
      assertEquals(1, events.size());
      assertEquals("small", events.get(0).getString("pool"));
      assertEquals(1, events.get(0).getInt("capacity"));
      assertFalse(events.get(0).getBoolean("obtained"));
    }
  }

  static void timedOutAllocationIsRecordedWithDuration() throws Throwable {
    try (VmaPool<VmaLock> pool = exhaustedPool()) {
      List<RecordedEvent> events =
          record(
              "vmalock.PoolExhausted",
              () -> assertThrows(PoolExhaustedException.class, () -> pool.alloc(null, 30, TimeUnit.MILLISECONDS)));
      assertEquals(1, events.size());
      assertFalse(events.get(0).getBoolean("obtained"));
      assertTrue(events.get(0).getDuration().toMillis() >= 29, events::toString);
    }
  }

  static void waitingAllocationIsRecordedAsObtained() throws Throwable {
    try (VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build()) {
      VmaLock only = pool.alloc();
      Thread owner = whenParkedIn(pool, () -> only.retire(only.generation()));
      List<RecordedEvent> events =
          record("vmalock.PoolExhausted", () -> runWith(owner, () -> pool.alloc(null, 30, TimeUnit.SECONDS)));
      assertEquals(1, events.size());
      assertTrue(events.get(0).getBoolean("obtained"));
    }
  }

  // ---- Helpers

  private static List<RecordedEvent> record(String name, Executable body) throws Throwable {
    Path file = Files.createTempFile("recorded-waits", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(name).withoutThreshold();
      recording.start();
      body.execute();
      recording.stop();
      recording.dump(file);
      return eventsOf(name, file);
    } finally {
      Files.delete(file);
    }
  }

  private static List<RecordedEvent> eventsOf(String name, Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }

  private static String thresholdOf(String name) {
    return FlightRecorder.getFlightRecorder().getEventTypes().stream()
        .filter(type -> type.getName().equals(name))
        .flatMap(type -> type.getSettingDescriptors().stream())
        .filter(setting -> setting.getName().equals("threshold"))
        .map(SettingDescriptor::getDefaultValue)
        .findFirst()
        .orElseThrow();
  }

  private static void waitForReader(VmaLock node, long millis) throws InterruptedException {
    long stamp = node.tryStartRead();
    StructureLock structure = node.structureLock();
    structure.lockWrite();
    assertFalse(node.tryStartWrite(millis, TimeUnit.MILLISECONDS));
    structure.unlockWrite();
    node.endRead(stamp);
  }

  private static void drainReader(VmaLock node) throws InterruptedException {
    long stamp = node.tryStartRead();
    StructureLock structure = node.structureLock();
    structure.lockWrite();
    runWith(whenParkedIn(node, () -> node.endRead(stamp)), node::startWrite);
    structure.unlockWrite();
  }

  private static VmaPool<VmaLock> exhaustedPool() {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).name("small").capacity(1).build();
    pool.alloc();
    return pool;
  }

  /** Returns a thread that waits until the calling thread is parked in the given lock or pool, and then runs the body. */
  private static Thread whenParkedIn(Object blocker, Runnable body) {
    Thread waiter = Thread.currentThread();
    return new Thread(
        () -> {
          while (LockSupport.getBlocker(waiter) != blocker) {
            Thread.onSpinWait();
          }
          body.run();
        });
  }

  private interface WaitingBody {
    void run() throws InterruptedException;
  }

  private static void runWith(Thread other, WaitingBody body) throws InterruptedException {
    other.start();
    body.run();
    other.join();
  }
}
