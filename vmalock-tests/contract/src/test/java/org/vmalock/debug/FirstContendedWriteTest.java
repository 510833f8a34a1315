package org.vmalock.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.PoolExhaustedException;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/** The first waits of a JVM load no class of flight recorder events while nothing records. */
class FirstContendedWriteTest {
  private static final int FEW = 10;

  /** Waits for a reader, for a structure lock and for a pooled object, in vain. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws InterruptedException {
      VmaLock node = VmaLock.standalone();
      StructureLock structure = node.structureLock();
      long stamp = node.tryStartRead();
      structure.lockWrite();
      waitForStructure(structure);
      boolean locked = node.tryStartWrite(1, TimeUnit.MILLISECONDS);
      structure.unlockWrite();
      node.endRead(stamp);
      System.out.println("write-locked: " + locked);
      try (VmaPool<VmaLock> pool = VmaPool.builder(VmaLock::new).capacity(1).build()) {
        VmaLock taken = pool.alloc();
        System.out.println("second: " + isAvailable(pool));
        taken.retire(taken.generation());
      }
    }

    /** Waits for the structure lock, in vain. */
    private static void waitForStructure(StructureLock structure) throws InterruptedException {
      Thread other = new Thread(() -> {
        try {
          System.out.println("read-locked: " + structure.tryLockRead(1, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      });
      other.start();
      other.join();
    }

    private static boolean isAvailable(VmaPool<VmaLock> pool) {
      try {
        pool.alloc();
        return true;
      } catch (PoolExhaustedException e) {
        return false;
      }
    }
  }

  @Test
  void loadsNoEventClassWhileNothingRecords() throws Exception {
    String printed = ForkedJvm.run(List.of("-Xlog:class+load:stdout"), Program.class);
    assertTrue(printed.contains("write-locked: false"), printed);
    assertTrue(printed.contains("read-locked: false"), printed);
    assertTrue(printed.contains("second: false"), printed);
    List<String> recorder = printed.lines().filter(line -> line.contains(" jdk.jfr.")).toList();
    assertEquals(
        List.of(),
        printed.lines().filter(line -> line.contains("org.vmalock.internal.") && line.contains("Event ")).toList());
    assertTrue(recorder.size() <= FEW, () -> recorder.size() + " classes: " + recorder);
  }
}
