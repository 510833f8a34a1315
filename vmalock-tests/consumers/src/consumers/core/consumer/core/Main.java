package consumer.core;

import java.util.concurrent.TimeUnit;
import org.vmalock.PoolExhaustedException;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.debug.HoldTracker;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.LazyRef;
import org.vmalock.lazymm.Worker;
import org.vmalock.primitive.RefCount;
import org.vmalock.primitive.RefCountWarning;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/** Uses each exported package but the one for Caffeine, with its slow paths: a wait, a full pool, a logged warning. */
public final class Main {
  private Main() {}

  /** A pooled node. */
  private static final class Node extends VmaLock {}

  /** Prints the module of the library, and which optional module is present. */
  public static void main(String[] arguments) throws InterruptedException {
    waitForReader();
    exhaustPool();
    readRange();
    borrow();
    warn();
    Module library = VmaLock.class.getModule();
    System.out.println(
        "library " + (library.isNamed() ? library.getName() : "on class path")
            + ", Caffeine " + presence("com.github.benmanes.caffeine.cache.Caffeine")
            + ", recorder " + presence("jdk.jfr.FlightRecorder"));
  }

  private static void waitForReader() throws InterruptedException {
    VmaLock node = VmaLock.standalone();
    StructureLock structure = node.structureLock();
    long stamp = node.tryStartRead();
    structure.lockWrite();
    require(!node.tryStartWrite(1, TimeUnit.MILLISECONDS), "write lock acquired beside a reader");
    structure.unlockWrite();
    node.endRead(stamp);
    require(HoldTracker.holds() == 0, "holds");
  }

  private static void exhaustPool() throws InterruptedException {
    try (VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(1).build()) {
      Node node = pool.alloc();
      try {
        pool.alloc(null, 1, TimeUnit.MILLISECONDS);
        require(false, "allocation beyond the capacity");
      } catch (PoolExhaustedException expected) {
        node.retire(node.generation());
      }
    }
  }

  private static void readRange() {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x2000, "value");
    try (VmaHandle<String> handle = tree.startRead(0x1234)) {
      require(handle != null && handle.value().equals("value"), "range");
    }
  }

  private static void borrow() {
    LazyRef<String> reference = new LazyRef<>("resource", resource -> {});
    require(reference.use(String::length) == 8, "borrow");
    reference.close();
    LazyDomain domain = LazyDomain.builder().build();
    try (Worker worker = domain.register("worker")) {
      worker.switchToIdle();
    }
  }

  private static void warn() {
    new RefCount(0).increment();
    require(RefCountWarning.ADD_ON_ZERO.count() == 1, "warning");
  }

  private static String presence(String type) {
    try {
      Class.forName(type);
      return "present";
    } catch (ClassNotFoundException e) {
      return "absent";
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
