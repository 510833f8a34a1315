package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/**
 * Readers without a generation of an object that is recycled between two structures: one that acquires has the object in one structure and
 * one generation until it releases, and excludes the writer of that structure.
 */
@TimeLimit
class ReadBetweenStructuresTest extends ActorFixture {
  private final StructureLock first = new StructureLock();
  private final StructureLock second = new StructureLock();
  private final VmaPool<Moving> pool = VmaPool.builder(Moving::new).capacity(1).build();
  private final AtomicInteger acquired = new AtomicInteger();
  private volatile boolean stop;

  /** Numbers that say where the object is. Guarded by its lock. */
  private static final class Moving extends Node {
    private StructureLock home;
  }

  /** A form that takes no generation, for a reader that has found the object in the first structure. */
  enum Form {
    ANY(false),
    OF_STRUCTURE(true),
    WAITING(false),
    TIMED(false);

    private final boolean checksStructure;

    Form(boolean checksStructure) {
      this.checksStructure = checksStructure;
    }

    long acquire(VmaLock lock, StructureLock expected) throws InterruptedException {
      return switch (this) {
        case ANY -> lock.tryStartRead();
        case OF_STRUCTURE -> lock.tryStartRead(expected);
        case WAITING -> lock.startRead();
        case TIMED -> lock.tryStartRead(1, TimeUnit.MINUTES);
      };
    }
  }

  /** The object is in each structure in turn, is written to there, and detached before it is retired; the last time, it is read too. */
  private void move(long nanos) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(1);
    long begin = System.nanoTime();
    boolean last = false;
    for (int round = 1; !last && !stop; round++) {
      last = System.nanoTime() - begin >= nanos;
      StructureLock structure = last || (round & 1) == 0 ? first : second;
      Moving object = pool.alloc(structure, 1, TimeUnit.MINUTES); // a reader that is rolled back may be the one that frees it
      structure.lockWrite();
      object.startWrite();
      object.home = structure;
      object.markAttached();
      structure.unlockWrite();
      if (last) {
        int before = acquired.get();
        Actor.awaitCondition("a read of the attached object", () -> acquired.get() != before || stop);
      } else if ((round & 63) == 0) {
        LockSupport.parkNanos(50_000);
      } else {
        spin(random.nextInt(100));
      }
      structure.lockWrite();
      object.startWrite();
      object.write();
      object.markDetached();
      structure.unlockWrite();
      object.retire(object.generation());
    }
    stop = true;
  }

  private static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }

  private void read(Moving object, Form form) throws InterruptedException {
    while (!stop) {
      long stamp = form.acquire(object, first);
      if (stamp > 0) {
        acquired.incrementAndGet();
        try {
          check(object, form);
        } finally {
          object.endRead(stamp);
        }
      }
    }
  }

  private void check(Moving object, Form form) {
    int generation = object.generation();
    StructureLock structure = object.structureLock();
    assertTrue(object.readers() > 0);
    assertSame(object.home, structure, "the structure of another generation");
    assertTrue(!form.checksStructure || structure == first, "acquired in another structure");
    assertFalse(object.isTorn(), "read beside a writer");
    assertEquals(generation, object.generation(), "recycled under a reader");
  }

  @ParameterizedTest
  @EnumSource
  void aReaderWithoutGenerationHasTheObjectInOneStructure(Form form) throws Exception {
    Moving object = pool.alloc();
    object.retire(object.generation());
    Actor.Step<Void> reader = actor("reader").begin(() -> {
      try {
        read(object, form);
      } finally {
        stop = true;
      }
      return null;
    });
    Actor.Step<Void> mover = actor("mover").begin(() -> {
      move(TimeUnit.MILLISECONDS.toNanos(Effort.of(1_500, 20_000)));
      return null;
    });
    reader.get(100, TimeUnit.SECONDS);
    mover.result();
    assertEquals(0, object.readers());
    assertFalse(Node.isLocked(object));
    assertFalse(Node.isHeld(first) || Node.isHeld(second));
    assertEquals(1, pool.size());
    assertEquals(object.generation(), object.frees.get());
  }
}
