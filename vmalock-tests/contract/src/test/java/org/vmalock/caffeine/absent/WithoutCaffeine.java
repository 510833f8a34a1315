package org.vmalock.caffeine.absent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.tree.VmaTree;

/**
 * Uses the library, but for {@code org.vmalock.caffeine}, and needs no module but java.base itself. In a package of its own: beside a
 * module, a class of the class path cannot be in a package of that module.
 */
public final class WithoutCaffeine {
  private WithoutCaffeine() {}

  /** Prints whether Caffeine is there, and what module the library is in. */
  public static void main(String[] arguments) {
    usePool();
    useTree();
    String module = VmaLock.class.getModule().isNamed() ? VmaLock.class.getModule().getName() : "unnamed";
    try (PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out))) {
      out.println("Caffeine " + (isThere() ? "present" : "absent") + ", module " + module);
    }
  }

  private static void usePool() {
    try (VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build()) {
      VmaLock object = pool.alloc();
      object.markAttached();
      long stamp = object.tryStartRead(object.generation());
      object.retire(object.generation());
      object.endRead(stamp);
      pool.alloc();
    }
  }

  private static void useTree() {
    VmaTree<String> tree = VmaTree.<String>builder().build();
    tree.map(0, 1, "value");
    if (tree.read(0, vma -> vma.value()) == null) {
      throw new AssertionError("the range that was mapped is absent");
    }
  }

  private static boolean isThere() {
    try {
      Class.forName("com.github.benmanes.caffeine.cache.Caffeine");
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
