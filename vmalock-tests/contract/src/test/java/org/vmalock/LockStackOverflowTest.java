package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.debug.ForkedJvm;
import org.vmalock.testing.StackOverflows;

/**
 * Operations of a lock that run out of stack change all or nothing. Interpreted, where each call has a frame and the depths are the same in
 * every run.
 */
class LockStackOverflowTest {

  /** Calls each operation near the end of the stack. */
  static final class Program {
    private final StackOverflows overflows = new StackOverflows();
    private final StructureLock structure = new StructureLock();
    private final Node node = Node.attached(structure);

    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Program program = new Program();
      program.reads();
      program.releases();
      program.retirements();
      program.structureLocks();
      program.writes();
      program.views(VmaLock.standalone());
      System.out.println("all or nothing");
    }

    private void reads() throws Exception {
      overflows.<long[]>everyDepth(
          () -> new long[1], stamp -> stamp[0] = node.tryStartRead(), (stamp, completed) -> endReadIf(completed, stamp));
      long beside = node.tryStartRead();
      overflows.<long[]>everyDepth(
          () -> new long[1],
          stamp -> stamp[0] = node.startRead(node.generation()),
          (stamp, completed) -> {
            assertEquals(completed ? 2 : 1, node.readers());
            if (completed) {
              node.endRead(stamp[0]);
            }
          });
      overflows.<long[]>everyDepth(
          () -> new long[1],
          stamp -> stamp[0] = node.retain(beside),
          (stamp, completed) -> {
            assertEquals(completed ? 2 : 1, node.readers());
            if (completed) {
              node.endRead(stamp[0]);
            }
          });
      node.endRead(beside);
    }

    private void endReadIf(boolean completed, long[] stamp) {
      assertEquals(completed ? 1 : 0, node.readers());
      if (completed) {
        node.endRead(stamp[0]);
      }
    }

    private void releases() throws Exception {
      overflows.<Long>everyDepth(
          node::tryStartRead,
          node::endRead,
          (stamp, completed) -> {
            assertEquals(completed ? 0 : 1, node.readers());
            if (!completed) {
              node.endRead(stamp);
            }
          });
      overflows.<Node>everyDepth(
          () -> {
            Node retired = Node.attached();
            retired.tryStartRead(1);
            retired.retire(1);
            return retired;
          },
          retired -> retired.endRead(LockWord.stamp(LockWord.idle(1))),
          (retired, completed) -> {
            assertEquals(completed ? 1 : 0, retired.frees.get());
            assertEquals(completed ? 0 : 1, retired.readers());
          });
    }

    private void retirements() throws Exception {
      overflows.<Node>everyDepth(
          Node::attached,
          attached -> attached.retire(1),
          (attached, completed) -> {
            assertEquals(completed ? 1 : 0, attached.frees.get());
            assertEquals(!completed, attached.isAttached());
          });
      overflows.<Node>everyDepth(
          Node::attached,
          attached -> assertTrue(attached.retireAndWait(1, 1, TimeUnit.SECONDS)),
          (attached, completed) -> {
            assertEquals(completed ? 1 : 0, attached.frees.get());
            assertEquals(!completed, attached.isAttached());
          });
    }

    private void structureLocks() throws Exception {
      overflows.<StructureLock>everyDepth(StructureLock::new, StructureLock::lockWrite, (lock, completed) -> {
        assertEquals(completed, lock.isWriteLocked());
        if (completed) {
          lock.unlockWrite();
        }
        assertTrue(lock.tryLockWrite());
      });
      overflows.<StructureLock>everyDepth(Program::writeLocked, StructureLock::unlockWrite, (lock, completed) -> {
        assertEquals(!completed, lock.isWriteLockedByCurrentThread());
        if (!completed) {
          lock.unlockWrite();
        }
        assertTrue(lock.tryLockWrite());
      });
      overflows.<StructureLock>everyDepth(Program::writeLocked, StructureLock::downgrade, (lock, completed) -> {
        assertEquals(!completed, lock.isWriteLockedByCurrentThread());
        assertEquals(completed, lock.isReadLocked());
        if (!completed) {
          lock.downgrade();
        }
        lock.unlockRead();
        assertTrue(lock.tryLockWrite());
      });
      overflows.<StructureLock>everyDepth(StructureLock::new, StructureLock::lockRead, (lock, completed) -> {
        assertEquals(completed, lock.isReadLocked());
        if (completed) {
          lock.unlockRead();
        }
        assertTrue(lock.tryLockWrite());
      });
      overflows.<StructureLock>everyDepth(Program::readLocked, StructureLock::unlockRead, (lock, completed) -> {
        assertEquals(!completed, lock.isReadLocked());
        if (!completed) {
          lock.unlockRead();
        }
        assertTrue(lock.tryLockWrite());
      });
    }

    private static StructureLock writeLocked() {
      StructureLock lock = new StructureLock();
      lock.lockWrite();
      return lock;
    }

    private static StructureLock readLocked() {
      StructureLock lock = new StructureLock();
      lock.lockRead();
      return lock;
    }

    private void writes() throws Exception {
      overflows.<StructureLock>everyDepth(this::locked, lock -> node.startWrite(), (lock, completed) -> {
        assertFalse(Node.isLocked(node));
        assertEquals(completed, node.isWriteLocked());
        lock.unlockWrite();
        node.endRead(node.tryStartRead(1));
      });
      overflows.<StructureLock>everyDepth(this::written, lock -> node.endWrite(), (lock, completed) -> {
        assertEquals(!completed, node.isWriteLocked());
        lock.unlockWrite();
        node.endRead(node.tryStartRead(1));
      });
      overflows.<StructureLock>everyDepth(this::written, lock -> node.markDetached(), (lock, completed) -> {
        assertEquals(!completed, node.isAttached());
        if (completed) {
          node.markAttached();
        }
        lock.unlockWrite();
        node.endRead(node.tryStartRead(1));
      });
    }

    private StructureLock locked() {
      structure.lockWrite();
      return structure;
    }

    private StructureLock written() {
      structure.lockWrite();
      node.startWrite();
      return structure;
    }

    private void views(VmaLock lock) throws Exception {
      for (Lock view : List.of(lock.asReadWriteLock().readLock(), lock.asReadWriteLock().writeLock())) {
        overflows.<Lock>everyDepth(() -> view, Lock::lock, (each, completed) -> {
          if (completed) {
            each.unlock();
          }
          assertIdle(lock);
        });
        overflows.<Lock>everyDepth(
            () -> {
              view.lock();
              return view;
            },
            Lock::unlock,
            (each, completed) -> {
              if (!completed) {
                each.unlock();
              }
              assertIdle(lock);
            });
      }
    }

    private static void assertIdle(VmaLock lock) {
      assertEquals(0, lock.readers());
      assertFalse(Node.isLocked(lock));
      assertTrue(lock.structureLock().tryLockWrite());
      lock.structureLock().unlockWrite();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-Xcomp"})
  void operationsThatRunOutOfStackChangeAllOrNothing(String mode) throws Exception {
    String printed = ForkedJvm.run(List.of(mode), Program.class);
    assertTrue(printed.contains("all or nothing"), printed);
  }
}
