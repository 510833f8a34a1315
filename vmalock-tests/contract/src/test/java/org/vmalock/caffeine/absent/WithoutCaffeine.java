package org.vmalock.caffeine.absent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaTree;

/**
 * Program that uses the library without {@code org.vmalock.caffeine} and requires no module but java.base. It has its own package
 * because a class on the class path cannot be in a package of a named module.
 */
public final class WithoutCaffeine {
  private WithoutCaffeine() {}

  /** Prints whether Caffeine is present and the name of the module of the library. */
  public static void main(String[] arguments) {
    usePool();
    useTree();
    String module = VmaLock.class.getModule().isNamed() ? VmaLock.class.getModule().getName() : "unnamed";
    try (PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out))) {
      out.println("Caffeine " + (isCaffeinePresent() ? "present" : "absent") + ", module " + module);
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
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0, 1, "value");
    if (tree.read(0, vma -> vma.value()) == null) {
      throw new AssertionError("the range that was mapped is absent");
    }
  }

  private static boolean isCaffeinePresent() {
    try {
      Class.forName("com.github.benmanes.caffeine.cache.Caffeine");
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
