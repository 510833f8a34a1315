package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.vmalock.testing.Reachability.assertCollected;
import static org.vmalock.testing.Reachability.endedThread;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** A lock or a pool that is still in use keeps no thread that has ended, no discarded object, and no object that was waited for. */
@TimeLimit
class LockReachabilityTest {
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);
  private final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(2).build();

  private static Runnable unchecked(Callable<?> body) {
    return () -> {
      try {
        body.call();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    };
  }

  // ---- Threads

  @Test
  void aStructureDoesNotKeepItsFormerWriters() throws InterruptedException {
    assertCollected("a writer", endedThread(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    }));
    assertCollected("a writer that has downgraded", endedThread(() -> {
      structure.lockWrite();
      structure.downgrade();
      structure.unlockRead();
    }));
    assertFalse(Node.isHeld(structure));
  }

  @Test
  void aStructureDoesNotKeepThreadsThatHaveGivenUp() throws InterruptedException {
    structure.lockWrite();
    node.startWrite();
    assertCollected("a reader of the node", endedThread(unchecked(() -> node.tryStartRead(1, TimeUnit.MILLISECONDS))));
    structure.unlockWrite();
    long stamp = node.tryStartRead();
    assertCollected("a writer that drained", endedThread(unchecked(() -> {
      structure.lockWrite();
      node.tryStartWrite(1, TimeUnit.MILLISECONDS);
      structure.unlockWrite();
      return null;
    })));
    node.endRead(stamp);
  }

  @Test
  void aPoolDoesNotKeepThreadsThatHaveGivenUp() throws InterruptedException {
    pool.alloc();
    pool.alloc();
    assertCollected("a thread that waited for an object", endedThread(
        () -> assertThrows(PoolExhaustedException.class, () -> pool.alloc(1, TimeUnit.MILLISECONDS))));
    assertCollected("a thread that waited for the end of the close", endedThread(unchecked(() -> pool.close(1, TimeUnit.MILLISECONDS))));
    assertEquals(2, pool.size());
  }

  @Test
  void aPoolDoesNotKeepAThreadThatWasServed() throws InterruptedException {
    Node leaving = pool.alloc();
    pool.alloc();
    Thread freeing = new Thread(() -> leaving.retire(1), "freeing");
    assertCollected("a thread that was served", endedThread(unchecked(() -> {
      freeing.start();
      return pool.alloc(1, TimeUnit.MINUTES);
    })));
    freeing.join();
  }

  // ---- Objects

  @Test
  void aPoolDoesNotKeepDiscardedObjects() throws InterruptedException {
    List<WeakReference<Node>> discarded = allocAndRetireTwo();
    assertEquals(2, pool.trim());
    for (WeakReference<Node> object : discarded) {
      assertCollected("a discarded object", object);
    }
    assertEquals(0, pool.size());
  }

  private List<WeakReference<Node>> allocAndRetireTwo() {
    Node first = pool.alloc();
    Node second = pool.alloc();
    first.retire(1);
    second.retire(1);
    return List.of(new WeakReference<>(first), new WeakReference<>(second));
  }

  @Test
  void aRetiredObjectThatWasWaitedForIsNotKept() throws InterruptedException {
    assertCollected("an object whose owner has given up", retiredWithWait(0));
    assertCollected("an object whose owner has waited", retiredWithWait(1));
  }

  private static WeakReference<Node> retiredWithWait(long millis) throws InterruptedException {
    Node object = Node.attached();
    long stamp = object.tryStartRead();
    assertFalse(object.retireAndWait(1, millis, TimeUnit.MILLISECONDS));
    object.endRead(stamp);
    assertEquals(1, object.frees.get());
    return new WeakReference<>(object);
  }

  @Test
  void theExceptionOfAReleaseIsNotKept() throws InterruptedException {
    assertCollected("the exception", failureOfRelease());
  }

  private static WeakReference<Throwable> failureOfRelease() {
    Node failing = Node.attached();
    failing.onFreeAction = () -> {
      throw new IllegalStateException("on purpose");
    };
    return new WeakReference<>(assertThrows(IllegalStateException.class, () -> failing.retire(1)));
  }
}
