package org.vmalock.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.PoolExhaustedException;
import org.vmalock.Spreading;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;
import org.vmalock.lazymm.Worker;

/** The properties of the flight recorder events; all run in one separate JVM. */
final class RecordedWaits {
  private RecordedWaits() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    for (String property : ForkedJvm.propertiesOf(RecordedWaits.class).toList()) {
      ForkedJvm.runProperty(RecordedWaits.class, property);
    }
  }

  static void timedOutWriterIsRecorded() throws Throwable {
    VmaLock node = VmaLock.standalone();
    RecordedEvent event = recordOne("vmalock.Wait", () -> waitForReader(node, 30));
    assertEquals("writer for readers", event.getString("kind"));
    assertEquals(VmaLock.class.getName(), event.getClass("objectClass").getName());
    assertEquals(nameOf(node), nameOf(event.getString("object")));
    assertEquals(nameOf(node.structureLock()), nameOf(event.getString("structure")));
    assertEquals("timed out", event.getString("outcome"));
    assertTrue(event.getDuration().toMillis() >= 29, event::toString);
  }

  static void drainedWriterIsRecorded() throws Throwable {
    VmaLock node = VmaLock.standalone("accounts");
    RecordedEvent event = recordOne("vmalock.Wait", () -> drainReader(node));
    assertEquals("acquired", event.getString("outcome"));
    assertEquals("accounts", nameOf(event.getString("object")));
    assertEquals("accounts", nameOf(event.getString("structure")));
  }

  static void interruptedWriterIsRecorded() throws Throwable {
    VmaLock node = VmaLock.standalone();
    long stamp = node.tryStartRead();
    RecordedEvent event = recordOne("vmalock.Wait", () -> {
      node.structureLock().lockWrite();
      Thread self = Thread.currentThread();
      runWith(whenParkedIn(node, self::interrupt), () -> assertThrows(InterruptedException.class, node::startWriteInterruptibly));
      node.structureLock().unlockWrite();
    });
    assertEquals("interrupted", event.getString("outcome"));
    node.endRead(stamp);
  }

  static void beginOfWaitIsRecordedBeforeItsEnd() throws Throwable {
    VmaLock node = VmaLock.standalone();
    long stamp = node.tryStartRead();
    node.structureLock().lockWrite();
    try (Recording recording = new Recording()) {
      recording.enable("vmalock.WaitBegin");
      recording.start();
      Thread dumping = whenParkedIn(node, () -> {
        RecordedEvent event = dumpOne(recording, "vmalock.WaitBegin");
        assertEquals("writer for readers", event.getString("kind"));
        assertEquals(nameOf(node), nameOf(event.getString("object")));
        node.endRead(stamp);
      });
      runWith(dumping, node::startWrite);
    }
    node.structureLock().unlockWrite();
  }

  static void readerOfNodeIsRecorded() throws Throwable {
    VmaLock node = VmaLock.standalone();
    RecordedEvent event = recordOne("vmalock.Wait", () -> readBesideWriter(node));
    assertEquals("reader for a node", event.getString("kind"));
    assertEquals("acquired", event.getString("outcome"));
    RecordedEvent fallback = recordOne("vmalock.BusyFallback", () -> readBesideWriter(node));
    assertEquals("node", fallback.getString("lock"));
    assertEquals(nameOf(node), fallback.getString("node"));
  }

  static void waitForStructureIsRecorded() throws Throwable {
    StructureLock structure = new StructureLock().named("index");
    structure.lockRead();
    RecordedEvent event =
        recordOne("vmalock.Wait", () -> assertFalse(structure.tryLockWrite(20, TimeUnit.MILLISECONDS)));
    structure.unlockRead();
    assertEquals("structure write lock", event.getString("kind"));
    assertEquals("index", nameOf(event.getString("object")));
    assertEquals("timed out", event.getString("outcome"));
  }

  static void waitOfOwnerIsRecorded() throws Throwable {
    VmaLock object = new VmaLock();
    object.markAttached();
    long stamp = object.tryStartRead();
    RecordedEvent event =
        recordOne("vmalock.Wait", () -> assertFalse(object.retireAndWait(object.generation(), 20, TimeUnit.MILLISECONDS)));
    assertEquals("owner for readers", event.getString("kind"));
    object.endRead(stamp);
  }

  static void readerOfStructureIsRecorded() throws Throwable {
    StructureLock structure = new StructureLock().named("index");
    structure.lockWrite();
    RecordedEvent event = recordOne("vmalock.Wait", () -> inThread(() -> assertFalse(structure.tryLockRead(20, TimeUnit.MILLISECONDS))));
    structure.unlockWrite();
    assertEquals("structure read lock", event.getString("kind"));
    assertEquals("timed out", event.getString("outcome"));
  }

  static void closeIsRecorded() throws Throwable {
    VmaPool<VmaLock> pool = exhaustedPool();
    RecordedEvent event = recordOne("vmalock.Wait", () -> assertEquals(1, pool.close(20, TimeUnit.MILLISECONDS).size()));
    assertEquals("close for objects in use", event.getString("kind"));
    assertEquals("timed out", event.getString("outcome"));
  }

  static void drainOfWorkersIsRecorded() throws Throwable {
    LazyDomain domain = LazyDomain.builder().name("sessions").build();
    inBorrowingWorker(domain, domain.create("session", value -> {}), () -> {
      RecordedEvent event = recordOne("vmalock.Wait", () -> assertFalse(domain.drain(20, TimeUnit.MILLISECONDS)));
      assertEquals("release by workers", event.getString("kind"));
      assertEquals(LazyDomain.class.getName(), event.getClass("objectClass").getName());
      assertEquals("sessions", nameOf(event.getString("object")));
      assertEquals("timed out", event.getString("outcome"));
    });
  }

  static void lastUserThatAsksWorkersIsRecorded() throws Throwable {
    LazyDomain domain = LazyDomain.builder().scheme(Scheme.SHOOTDOWN).shootdownTimeout(20, TimeUnit.MILLISECONDS).build();
    LazyContext<String> context = domain.create("session", value -> {});
    inBorrowingWorker(domain, context, () -> {
      RecordedEvent event = recordOne("vmalock.Wait", () -> assertFalse(context.releaseUse()));
      assertEquals("release by workers", event.getString("kind"));
      assertEquals("timed out", event.getString("outcome"));
    });
  }

  /** Runs a body while another thread, a worker, borrows the context and answers no request. */
  private static void inBorrowingWorker(LazyDomain domain, LazyContext<String> context, Executable body) throws Throwable {
    CountDownLatch borrowed = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = new Thread(() -> {
      Worker worker = domain.register("poller");
      worker.switchTo(context);
      worker.switchToIdle();
      borrowed.countDown();
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      worker.close();
    });
    thread.start();
    borrowed.await();
    try {
      body.execute();
    } finally {
      end.countDown();
      thread.join();
    }
  }

  static void lookUpBehindLoadIsRecorded() throws Throwable {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    ResourcePool<Block> pool = ResourcePool.builder(Block::new).capacity(2).build();
    GuardedCache<String, Block> cache = GuardedCache.builder(pool, (String key, Block block) -> {
      begun.countDown();
      end.await();
    }).build(Caffeine.newBuilder());
    Thread loader = new Thread(() -> cache.get("slow.db").close());
    loader.start();
    begun.await();
    Thread waiter = Thread.currentThread();
    Thread releaser = new Thread(() -> {
      while (waiter.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      end.countDown();
    });
    RecordedEvent event = recordOne("vmalock.Wait", () -> runWith(releaser, () -> cache.get("slow.db").close()));
    loader.join();
    assertEquals("load", event.getString("kind"));
    assertEquals("acquired", event.getString("outcome"));
    assertTrue(event.getString("object").startsWith("key slow.db: a load in progress in thread " + loader.getName()), event::toString);
    cache.close();
  }

  /** A resource without content. */
  static final class Block extends CachedResource {}

  static void thresholdOfWaitsIsTenMilliseconds() throws InterruptedException {
    FlightRecorder.getFlightRecorder(); // before that, a wait touches no event class
    waitForReader(VmaLock.standalone(), 1);
    assertEquals("10 ms", thresholdOf("vmalock.Wait"));
  }

  static void refusedAllocationIsRecorded() throws Throwable {
    try (VmaPool<VmaLock> pool = exhaustedPool()) {
      RecordedEvent event = recordOne("vmalock.PoolExhausted", () -> assertThrows(PoolExhaustedException.class, pool::alloc));
      assertEquals("small", event.getString("pool"));
      assertEquals(1, event.getInt("capacity"));
    }
  }

  static void timedOutAllocationIsRecordedWithDuration() throws Throwable {
    try (VmaPool<VmaLock> pool = exhaustedPool()) {
      RecordedEvent event =
          recordOne("vmalock.Wait", () -> assertThrows(PoolExhaustedException.class, () -> pool.alloc(null, 30, TimeUnit.MILLISECONDS)));
      assertEquals("pool", event.getString("kind"));
      assertEquals("timed out", event.getString("outcome"));
      assertTrue(event.getDuration().toMillis() >= 29, event::toString);
    }
  }

  static void waitingAllocationIsRecordedAsAcquired() throws Throwable {
    try (VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build()) {
      VmaLock only = pool.alloc();
      Thread owner = whenParkedIn(pool, () -> only.retire(only.generation()));
      RecordedEvent event = recordOne("vmalock.Wait", () -> runWith(owner, () -> pool.alloc(null, 30, TimeUnit.SECONDS)));
      assertEquals("acquired", event.getString("outcome"));
    }
  }

  static void spreadingAndScansAreRecorded() throws Throwable {
    VmaLock node = VmaLock.standalone();
    RecordedEvent spread = recordOne("vmalock.Spread", () -> node.setSpreading(Spreading.ALWAYS));
    assertEquals(nameOf(node), spread.getString("node"));
    long stamp = node.tryStartRead();
    StructureLock structure = node.structureLock();
    structure.lockWrite();
    RecordedEvent scan = recordOne("vmalock.HazardScan", () -> assertFalse(node.tryStartWrite()));
    structure.unlockWrite();
    assertEquals(1, scan.getInt("conversions"));
    assertFalse(scan.getBoolean("endsSpreading"));
    node.endRead(stamp);
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

  private static RecordedEvent recordOne(String name, Executable body) throws Throwable {
    List<RecordedEvent> events = record(name, body);
    assertEquals(1, events.size(), events::toString);
    return events.get(0);
  }

  private static RecordedEvent dumpOne(Recording recording, String name) {
    try {
      Path file = Files.createTempFile("recorded-waits", ".jfr");
      recording.dump(file);
      List<RecordedEvent> events = eventsOf(name, file);
      Files.delete(file);
      assertEquals(1, events.size(), events::toString);
      return events.get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what stands before the state in a description. */
  private static String nameOf(Object described) {
    String text = described.toString();
    return text.indexOf('[') < 0 ? text : text.substring(0, text.indexOf('['));
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

  /** Waits for a node until its writer, another thread, finds this one parked. */
  private static void readBesideWriter(VmaLock node) throws InterruptedException {
    CountDownLatch locked = new CountDownLatch(1);
    Thread reader = Thread.currentThread();
    Thread writer = new Thread(() -> {
      node.structureLock().lockWrite();
      node.startWrite();
      locked.countDown();
      awaitParked(reader, node);
      node.structureLock().unlockWrite();
    });
    writer.start();
    locked.await();
    node.endRead(node.startRead());
    writer.join();
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
          awaitParked(waiter, blocker);
          body.run();
        });
  }

  private static void awaitParked(Thread thread, Object blocker) {
    while (LockSupport.getBlocker(thread) != blocker) {
      Thread.onSpinWait();
    }
  }

  private static void inThread(Executable body) throws Throwable {
    FutureTask<Boolean> task = new FutureTask<>(() -> {
      try {
        body.execute();
        return true;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    });
    new Thread(task).start();
    task.get();
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
