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

/** A waiting writer is woken, once, and cannot be shut out (S13, S14, S17, S18, I5). */
@TimeLimit
class VmaLockWriteProgressTest {
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);
  private final Actor writer = new Actor("writer");
  private final Actor[] readers = {new Actor("reader 0"), new Actor("reader 1"), new Actor("reader 2")};
  private final AtomicBoolean enough = new AtomicBoolean();
  private final List<Actor.Step<?>> reading = new ArrayList<>();

  @AfterEach
  void endThreads() {
    enough.set(true);
    writer.close();
    for (Actor reader : readers) {
      reader.close();
    }
  }

  /** S13: the writer goes to sleep at the very moment that the last reader leaves, over and over. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRY")
  void noWakeUpIsLost(WriteForm form) throws Exception {
    beginReading(() -> {
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
    endReading();
  }

  private void beginReading(Runnable read) {
    for (Actor reader : readers) {
      reading.add(reader.begin(() -> {
        while (!enough.get()) {
          read.run();
        }
        return null;
      }));
    }
  }

  private void endReading() throws Exception {
    enough.set(true);
    for (Actor.Step<?> step : reading) {
      step.result();
    }
    assertEquals(0, node.readers());
  }

  /** The shape of a lost wake-up, slowly: the writer sleeps for certain when the last reader leaves. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRY")
  void aSleepingWriterIsWokenSoon(WriteForm form) throws Exception {
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

  /** S18: there is a reader inside at every moment, since each comes in before the one before it leaves. */
  @Test
  void readersCannotShutAWriterOut() throws Exception {
    beginReading(this::overlap);
    writer.run(() -> {
      for (int i = 0; i < 100; i++) {
        structure.lockWrite();
        boolean started = node.tryStartWrite(5, TimeUnit.SECONDS);
        structure.unlockWrite();
        assertTrue(started, "shut out");
      }
    });
    endReading();
  }

  /** Reads that hang together like the links of a chain, until a writer cuts it. */
  private void overlap() {
    long held = node.tryStartRead(1);
    while (held > 0 && !enough.get()) {
      long next = node.tryStartRead(1);
      node.endRead(held);
      held = next;
    }
    if (held > 0) {
      node.endRead(held);
    }
  }

  /** S14: only the last of many readers wakes the writer. A thread's wait count says how often it went to sleep. */
  @Test
  void onlyTheLastReaderWakesTheWriter() throws Exception {
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
    long sleeps = threads.getThreadInfo(id).getWaitedCount();
    for (int i = 1; i < stamps.length; i++) {
      node.endRead(stamps[i]);
      Thread.sleep(2);
      writer.awaitParked(start);
    }
    long more = threads.getThreadInfo(id).getWaitedCount() - sleeps;
    assertTrue(more < stamps.length / 4, () -> "woken " + more + " times before the last reader left");
    node.endRead(stamps[0]);
    start.result();
    writer.run(structure::unlockWrite);
  }

  /** Readers wake whoever has the write lock: there cannot be a second waiter, nor one that is not registered. */
  @ParameterizedTest
  @EnumSource
  void theOneWaiterIsTheHolderOfTheWriteLock(WriteForm form) throws Exception {
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
  void theDrainIsShownWhileItLasts() throws Exception {
    long stamp = node.tryStartRead(1);
    Actor.Step<Void> start = writer.beginAndPark(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    });
    assertTrue(node.toString().contains("LOCKED"), node::toString);
    node.endRead(stamp);
    start.result();
    WriterStats figures = structure.statistics();
    assertEquals(1, figures.waits());
    assertEquals(0, figures.abandoned());
    assertTrue(figures.waitedNanos() > 0 && figures.longestNanos() == figures.waitedNanos(), figures::toString);
  }
}
