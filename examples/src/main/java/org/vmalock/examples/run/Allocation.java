package org.vmalock.examples.run;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes that threads allocate on the heap. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /**
   * Returns the number of bytes that the calling thread has allocated.
   *
   * @return the number since the thread started
   */
  public static long ofCurrentThread() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
