package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.TimeLimit;

/** Starting and ending a borrow allocates nothing after the warm-up. */
@TimeLimit
class LazyAllocationTest {
  private static final int ROUNDS = 50_000;
  private static final int TRIES = 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private void assertAllocatesNothing(Runnable body) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && least > 0; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        body.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes allocated by " + ROUNDS + " rounds");
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void switchingAllocatesNothing(Scheme scheme) {
    LazyDomain domain = LazyDomain.builder().scheme(scheme).scanSet(ScanSet.MASK).build();
    LazyContext<Resource> one = domain.create(new Resource(), Resource::release);
    LazyContext<Resource> two = domain.create(new Resource(), Resource::release);
    Worker worker = domain.register("worker");
    assertAllocatesNothing(
        () -> {
          worker.switchTo(one);
          worker.switchToIdle();
          worker.switchTo(one);
          worker.switchToIdle();
          worker.switchTo(two);
          worker.switchToIdle();
        });
    worker.close();
  }

  @Test
  void useAllocatesNothing() {
    LazyRef<Resource> ref = new LazyRef<>(new Resource(), Resource::release);
    assertAllocatesNothing(() -> ref.use(Resource::isReleased));
    ref.close();
  }
}
