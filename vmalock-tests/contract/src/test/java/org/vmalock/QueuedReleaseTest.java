package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.TimeLimit;

/**
 * A thread in {@code onFree} whose queue holds the object that ends a read: before this thread waits, for whatever reason, it performs
 * the releases that it has queued, since another thread may need the end of this read in order to end the wait.
 */
@TimeLimit
class QueuedReleaseTest extends ActorFixture {
  private static final int WAIT_SECONDS = 5;

  private final StructureLock structure = new StructureLock();
  private final Node read = Node.attached(structure);
  private final Node other = Node.attached(structure);
  private final long stamp = read.tryStartRead();
  private final Node queued = new Node();
  private final Node first = new Node();

  private interface Wait {
    boolean ends() throws InterruptedException;
  }

  private enum Operation {
    LOCK_WRITE,
    LOCK_WRITE_INTERRUPTIBLY,
    TRY_LOCK_WRITE,
    LOCK_READ,
    LOCK_READ_INTERRUPTIBLY,
    TRY_LOCK_READ;

    boolean acquires(StructureLock structure) throws InterruptedException {
      switch (this) {
        case LOCK_WRITE -> structure.lockWrite();
        case LOCK_WRITE_INTERRUPTIBLY -> structure.lockWriteInterruptibly();
        case TRY_LOCK_WRITE -> {
          return structure.tryLockWrite(WAIT_SECONDS, TimeUnit.SECONDS);
        }
        case LOCK_READ -> structure.lockRead();
        case LOCK_READ_INTERRUPTIBLY -> structure.lockReadInterruptibly();
        case TRY_LOCK_READ -> {
          return structure.tryLockRead(WAIT_SECONDS, TimeUnit.SECONDS);
        }
      }
      return true;
    }
  }

  /** Frees the first object; its onFree queues the second, which ends the read when it is freed, and then waits. */
  private boolean waitInOnFree(Wait wait) {
    boolean[] ended = new boolean[1];
    queued.onFreeAction = () -> read.endRead(stamp);
    first.onFreeAction = () -> {
      queued.retire(queued.generation());
      try {
        ended[0] = wait.ends();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    };
    first.retire(first.generation());
    assertEquals(1, queued.frees.get());
    return ended[0];
  }

  @Test
  void aWriterFindsTheReadEndedForWhichItWaits() {
    structure.lockWrite();
    assertTrue(waitInOnFree(() -> read.tryStartWrite(WAIT_SECONDS, TimeUnit.SECONDS)), "waited for an object in its own queue");
    structure.unlockWrite();
  }

  @Test
  void aReaderOfANodeEndsTheReadForWhichItsWriterWaits() throws Exception {
    assertEndsBesideADrain(() -> other.tryStartRead(WAIT_SECONDS, TimeUnit.SECONDS) > 0);
  }

  @ParameterizedTest
  @EnumSource
  void aThreadThatQueuesForTheStructureEndsTheReadForWhichItsWriterWaits(Operation operation) throws Exception {
    assertEndsBesideADrain(() -> operation.acquires(structure));
  }

  /** Another writer holds the structure and a node, and waits for the read. */
  private void assertEndsBesideADrain(Wait wait) throws Exception {
    Actor writer = actor("writer");
    writer.run(() -> {
      structure.lockWrite();
      other.startWrite();
    });
    Actor.Step<Void> section = writer.beginAndPark(() -> {
      read.startWrite();
      structure.unlockWrite();
      return null;
    });
    Actor.Step<Boolean> waiting = actor("releaser").begin(() -> waitInOnFree(wait));
    assertTrue(waiting.result(), "waited for a writer that waits for an object in this thread's queue");
    section.result();
  }
}
