package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.debug.ForkedJvm;
import org.vmalock.testing.FailingAllocations;

/** Operations of a lock that fail for lack of memory, at whichever of their allocations, change nothing. */
class LockHeapTest {
  private static final long NANO = 1;

  /** Calls each operation that allocates. */
  static final class Program {
    private final FailingAllocations heap = new FailingAllocations();
    private final StructureLock structure = new StructureLock();
    private final Node node = Node.attached(structure);

    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Program program = new Program();
      program.drains();
      program.retirements();
      program.waitsOfReaders();
      program.structureLocks();
      program.heap.assertBoth();
      System.out.println("nothing changed");
    }

    private void drains() throws Exception {
      long stamp = node.tryStartRead(1);
      heap.everyAllocation(this::locked, lock -> node.tryStartWrite(NANO, TimeUnit.NANOSECONDS), (lock, completed) -> {
        assertFalse(Node.isLocked(node));
        assertFalse(node.isWriteLocked());
        assertEquals(1, node.readers());
        lock.unlockWrite();
      });
      node.endRead(stamp);
    }

    private StructureLock locked() {
      structure.lockWrite();
      return structure;
    }

    private void retirements() throws Exception {
      heap.<Node>everyAllocation(
          () -> {
            Node attached = Node.attached();
            attached.tryStartRead(1);
            return attached;
          },
          attached -> attached.retireAndWait(1, NANO, TimeUnit.NANOSECONDS),
          (attached, completed) -> {
            assertEquals(!completed, attached.isAttached());
            assertEquals(1, attached.readers());
            if (!completed) {
              attached.retire(1);
            }
            attached.endRead(LockWord.stamp(LockWord.idle(1)));
            assertEquals(1, attached.frees.get());
          });
    }

    /** The reader waits for a drain that another thread performs, until its time has elapsed. */
    private void waitsOfReaders() throws Exception {
      long stamp = node.tryStartRead(1);
      Thread writer = new Thread(this::write, "writer");
      writer.start();
      while (!Node.isLocked(node)) {
        Thread.onSpinWait();
      }
      heap.everyAllocation(
          () -> node,
          each -> assertEquals(VmaLock.BUSY, each.tryStartRead(1, NANO, TimeUnit.NANOSECONDS)),
          (each, completed) -> {
            assertEquals(1, each.readers());
            assertEquals(0, structure.nodeWaits().size());
          });
      node.endRead(stamp);
      writer.join();
    }

    private void write() {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    }

    private void structureLocks() throws Exception {
      StructureLock lock = VmaLock.standalone().structureLock();
      Thread holder = new Thread(() -> {
        lock.lockWrite();
      }, "holder");
      holder.start();
      holder.join();
      heap.everyAllocation(
          () -> lock,
          each -> assertFalse(each.tryLockWrite(NANO, TimeUnit.NANOSECONDS)),
          (each, completed) -> assertTrue(each.isWriteLocked() && !each.isWriteLockedByCurrentThread()));
      heap.everyAllocation(
          () -> lock,
          each -> assertFalse(each.tryLockRead(NANO, TimeUnit.NANOSECONDS)),
          (each, completed) -> assertTrue(each.isWriteLocked() && !each.isReadLocked()));
    }
  }

  @Test
  void operationsThatFindTheHeapFullChangeNothing() throws Exception {
    String printed = ForkedJvm.run(FailingAllocations.OPTIONS, Program.class);
    assertTrue(printed.contains("nothing changed"), printed);
  }
}
