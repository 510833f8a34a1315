package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** Many more threads than objects: virtual threads where the JDK has them, else platform threads. */
@TimeLimit
class VmaPoolCrowdTest {
  private static final int ROUNDS = 10;

  private final AtomicInteger timedOut = new AtomicInteger();
  private final AtomicInteger served = new AtomicInteger();

  @Test
  void noneOfManyThreadsTimesOut() throws Exception {
    boolean virtual = Runtime.version().feature() >= 21;
    int threads = virtual ? 20_000 : 600;
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(virtual ? 300 : 9).build();
    CountDownLatch ended = new CountDownLatch(threads);
    ExecutorService executor = virtual ? virtualThreads() : Executors.newCachedThreadPool();
    for (int i = 0; i < threads; i++) {
      executor.execute(() -> {
        use(pool);
        ended.countDown();
      });
    }
    assertTrue(ended.await(200, TimeUnit.SECONDS), () -> ended.getCount() + " threads have not ended");
    executor.shutdown();
    assertEquals(0, timedOut.get(), "timed out");
    assertEquals(threads * ROUNDS, served.get());
    assertTrue(pool.size() <= pool.capacity());
  }

  private void use(VmaPool<Node> pool) {
    for (int round = 0; round < ROUNDS; round++) {
      try {
        Node node = pool.alloc(null, 10, TimeUnit.SECONDS);
        Thread.sleep(1);
        served.incrementAndGet();
        node.retire(node.generation());
      } catch (PoolExhaustedException e) {
        timedOut.incrementAndGet();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }
}
