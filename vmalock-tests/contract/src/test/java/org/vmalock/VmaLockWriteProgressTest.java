package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** A waiting writer is woken exactly once and cannot be starved by readers (S13, S14, S17, S18, I5). */
@TimeLimit
class VmaLockWriteProgressTest {
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);
  private final Actor writer = new Actor("writer");
  private final Actor[] readers = {new Actor("reader 0"), new Actor("reader 1"), new Actor("reader 2")};
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final List<Actor.Step<?>> reads = new ArrayList<>();

  @AfterEach
  void endThreads() {
    stopped.set(true);
    writer.close();
    for (Actor reader : readers) {
      reader.close();
    }
  }

  /** S13: races the park of the writer with the release of the last reader. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRY")
  void wakeUpsAreNotLost(WriteForm form) throws Exception {
    startReaders(() -> {
      long stamp = node.tryStartRead(1);
      if (stamp > 0) {
        assertFalse(node.isTorn());
        node.endRead(stamp);
      }
    });
    writer.run(() -> {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(Effort.of(400, 5_000))) {
        structure.lockWrite();
        assertTrue(form.start(node));
        node.write();
        structure.unlockWrite();
      }
    });
    stopReaders();
  }

  private void startReaders(Runnable read) {
    for (Actor reader : readers) {
      reads.add(reader.begin(() -> {
        while (!stopped.get()) {
          read.run();
        }
        return null;
      }));
    }
  }

  private void stopReaders() throws Exception {
    stopped.set(true);
    for (Actor.Step<?> step : reads) {
      step.result();
    }
    assertEquals(0, node.readers());
  }

  /** The writer is parked for certain when the last reader releases. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRY")
  void parkedWriterIsWokenPromptly(WriteForm form) throws Exception {
    long stamp = node.tryStartRead(1);
    Actor.Step<Long> start = writer.beginAndPark(() -> {
      structure.lockWrite();
      form.start(node);
      long end = System.nanoTime();
      structure.unlockWrite();
      return end;
    });
    long begin = System.nanoTime();
    node.endRead(stamp);
    long took = start.result() - begin;
    assertTrue(took < TimeUnit.SECONDS.toNanos(2), () -> "woken after " + took + " ns");
  }

  /** S18: each reader acquires the next read before it releases the previous one, so that the count does not reach zero by itself. */
  @Test
  void overlappingReadersDoNotStarveWriter() throws Exception {
    startReaders(this::readOverlapping);
    writer.run(() -> {
      for (int i = 0; i < 100; i++) {
        structure.lockWrite();
        boolean started = node.tryStartWrite(5, TimeUnit.SECONDS);
        structure.unlockWrite();
        assertTrue(started, "the writer starved");
      }
    });
    stopReaders();
  }

  /** Acquires each read before releasing the previous one, until a writer refuses a read. */
  private void readOverlapping() {
    long held = node.tryStartRead(1);
    while (held > 0 && !stopped.get()) {
      long next = node.tryStartRead(1);
      node.endRead(held);
      held = next;
    }
    if (held > 0) {
      node.endRead(held);
    }
  }

  /** S14: of many readers only the last wakes the writer. The waited count of the thread is the number of its parks. */
  @Test
  void onlyLastReaderWakesWriter() throws Exception {
    long[] stamps = new long[20];
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = node.tryStartRead(1);
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long id = writer.thread().getId();
    Actor.Step<Void> start = writer.beginAndPark(() -> {
      structure.lockWrite();
      node.startWrite();
    });
    long parks = threads.getThreadInfo(id).getWaitedCount();
    for (int i = 1; i < stamps.length; i++) {
      node.endRead(stamps[i]);
      Thread.sleep(2);
      writer.awaitParked(start);
    }
    long more = threads.getThreadInfo(id).getWaitedCount() - parks;
    assertTrue(more < stamps.length / 4, () -> "woken " + more + " times before the last reader released");
    node.endRead(stamps[0]);
    start.result();
    writer.run(structure::unlockWrite);
  }

  /** Readers wake the holder of the write lock: there is no second waiter, and none that is not registered. */
  @ParameterizedTest
  @EnumSource
  void waiterIsHolderOfStructureWriteLock(WriteForm form) throws Exception {
    structure.lockWrite();
    assertEquals(Thread.currentThread(), structure.writerWait().waiter());
    assertTrue(form.start(node));
    assertEquals(Thread.currentThread(), structure.writerWait().waiter());
    structure.downgrade();
    assertNull(structure.writerWait().waiter());
    structure.unlockRead();
    writer.run(() -> {
      structure.lockWrite();
      assertEquals(writer.thread(), structure.writerWait().waiter());
      structure.unlockWrite();
    });
    assertNull(structure.writerWait().waiter());
  }

  @Test
  void drainIsVisibleInToStringAndStatistics() throws Exception {
    long stamp = node.tryStartRead(1);
    Actor.Step<Void> start = writer.beginAndPark(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    });
    assertTrue(node.toString().contains("LOCKED"), node::toString);
    node.endRead(stamp);
    start.result();
    WaitStats statistics = structure.statistics().drains();
    assertEquals(1, statistics.waits());
    assertEquals(0, statistics.abandoned());
    assertTrue(statistics.waitedNanos() > 0 && statistics.longestNanos() == statistics.waitedNanos(), statistics::toString);
  }
}
