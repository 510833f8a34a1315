package org.vmalock.debug.recorder;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.vmalock.PoolExhaustedException;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/**
 * Executes every slow path that has an event; requires only the module java.base. It is in a separate package because a class of the
 * class path cannot be in a package of a module.
 */
public final class WithoutRecorder {
  private WithoutRecorder() {}

  /** Prints whether the flight recorder is present, and the module of the library. */
  public static void main(String[] arguments) throws InterruptedException {
    waitForReader();
    exhaustPool();
    String recorder = ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? "present" : "absent";
    String module = VmaLock.class.getModule().isNamed() ? VmaLock.class.getModule().getName() : "unnamed";
    try (PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out))) {
      out.println("recorder " + recorder + ", module " + module);
    }
  }

  private static void waitForReader() throws InterruptedException {
    VmaLock node = VmaLock.standalone();
    StructureLock structure = node.structureLock();
    node.tryStartRead();
    structure.lockWrite();
    require(!node.tryStartWrite(20, TimeUnit.MILLISECONDS), "write lock acquired while a reader is active");
    structure.unlockWrite();
  }

  private static void exhaustPool() throws InterruptedException {
    try (VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build()) {
      pool.alloc();
      try {
        pool.alloc(null, 1, TimeUnit.MILLISECONDS);
        require(false, "allocation beyond the capacity");
      } catch (PoolExhaustedException expected) {
        return;
      }
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
