package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.vmalock.VmaLock;
import org.vmalock.testing.TimeLimit;

/** Releases that drop the next resource: a chain of any length is released on a small stack. */
@TimeLimit
class LazyChainTest {
  private static final int LENGTH = 100_000;
  private static final long SMALL_STACK_BYTES = 256 * 1024;

  private final LazyDomain domain = LazyDomain.builder().build();
  private final AtomicInteger released = new AtomicInteger();

  private static void onASmallStack(Runnable body) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, body, "small stack", SMALL_STACK_BYTES);
    thread.setUncaughtExceptionHandler((unused, e) -> failure.set(e));
    thread.start();
    thread.join();
    assertEquals(null, failure.get());
  }

  /** Returns a context whose release drops the last use of the next one, if there is one. */
  private LazyContext<String> context(LazyContext<String> next) {
    return domain.create("resource", unused -> {
      released.incrementAndGet();
      if (next != null) {
        next.releaseUse();
      }
    });
  }

  @Test
  void aChainOfContextsIsReleasedOnASmallStack() throws Exception {
    LazyContext<String> first = null;
    for (int i = 0; i < LENGTH; i++) {
      first = context(first);
    }
    onASmallStack(first::releaseUse);
    assertEquals(LENGTH, released.get());
    assertEquals(0, domain.statistics().unreleased());
  }

  @Test
  void aChainOfReferencesIsReleasedOnASmallStack() throws Exception {
    List<LazyRef<Integer>> refs = new ArrayList<>();
    for (int i = 0; i < LENGTH; i++) {
      refs.add(new LazyRef<>(i, index -> {
        released.incrementAndGet();
        if (index + 1 < LENGTH) {
          refs.get(index + 1).close();
        }
      }));
    }
    onASmallStack(refs.get(0)::close);
    assertEquals(LENGTH, released.get());
    refs.forEach(ref -> assertEquals(0, ref.statistics().unreleased()));
  }

  /** A lock without pool whose end drops a context. */
  private static final class Node extends VmaLock {
    private final LazyContext<?> owned;

    Node(LazyContext<?> owned) {
      super();
      this.owned = owned;
    }

    @Override
    protected void onFree() {
      owned.releaseUse();
    }
  }

  @Test
  void aChainOfContextsReferencesAndLocksIsReleasedOnASmallStack() throws Exception {
    LazyContext<String> first = context(null);
    for (int i = 1; i < LENGTH / 3; i++) {
      Node node = new Node(first);
      LazyRef<Node> ref = new LazyRef<>(node, held -> held.retire(held.generation()));
      first = domain.create("resource", unused -> {
        released.incrementAndGet();
        ref.close();
      });
    }
    onASmallStack(first::releaseUse);
    assertEquals(LENGTH / 3, released.get());
  }

  @Test
  void theNextResourceIsReleasedWhenTheRunningActionHasReturned() {
    LazyContext<String> second = context(null);
    LazyContext<String> first = domain.create("first", unused -> {
      assertTrue(second.releaseUse());
      assertTrue(second.isReleased());
      assertFalse(second.isRecyclable());
      assertThrows(ContextReleasedException.class, second::resource);
      assertEquals(0, released.get());
    });
    assertTrue(first.releaseUse());
    assertEquals(1, released.get());
    assertTrue(second.isRecyclable());
  }

  @Test
  void theFirstExceptionOfAChainIsThrownAndTheOthersAreSuppressedInIt() {
    LazyContext<String> last = domain.create("last", unused -> fail("last"));
    LazyRef<String> middle = new LazyRef<>("middle", unused -> {
      last.releaseUse();
      fail("middle");
    });
    LazyContext<String> first = domain.create("first", unused -> {
      middle.close();
      fail("first");
    });
    IllegalStateException thrown = assertThrows(IllegalStateException.class, first::releaseUse);
    assertEquals("first", thrown.getMessage());
    assertEquals("middle", thrown.getSuppressed()[0].getMessage());
    assertEquals("last", thrown.getSuppressed()[1].getMessage());
    assertEquals("last", last.releaseFailure().getMessage());
    assertEquals(1, middle.statistics().releaseFailures());
    assertEquals(2, domain.statistics().releaseFailures());
    assertEquals(0, domain.statistics().unreleased());
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }
}
