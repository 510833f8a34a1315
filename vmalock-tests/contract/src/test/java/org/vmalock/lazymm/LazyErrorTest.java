package org.vmalock.lazymm;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmalock.debug.ForkedJvm;
import org.vmalock.testing.TimeLimit;

/** Errors half-way: after a caught OutOfMemoryError or StackOverflowError nothing is lost, counted twice or released too early. */
@TimeLimit
class LazyErrorTest {
  @Test
  void aFullHeapLosesNoBorrowNoUseAndNoWorker() throws Exception {
    ForkedJvm.run(List.of("-Xmx12m", "-XX:+UseSerialGC", "-XX:-UseTLAB"), LazyInFullHeap.class);
  }

  @Test
  void aStackOverflowAtAnyDepthLosesNothing() throws Exception {
    ForkedJvm.run(List.of("-Xint", "-XX:MaxJavaStackTraceDepth=16"), LazyAtFullStack.class);
  }
}
