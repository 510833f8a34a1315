package org.vmalock.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CountDownLatch;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/**
 * The first write of a JVM that has to wait for a reader. Prints the CPU time of the writer in milliseconds, from {@code startWrite} to its
 * return: the loading of classes that only a waiting writer needs is in it.
 */
public final class FirstContendedWrite {
  private static final long READ_MILLIS = 50;
  private static final double NANOS_PER_MILLI = 1e6;

  private FirstContendedWrite() {}

  /**
   * Runs once.
   *
   * @param args ignored
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    StructureLock structure = new StructureLock();
    VmaLock node = new VmaLock(structure);
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    structure.unlockWrite();
    CountDownLatch inside = new CountDownLatch(1);
    Thread reader = new Thread(() -> read(node, inside), "reader");
    reader.start();
    inside.await();
    structure.lockWrite();
    long begin = threads.getCurrentThreadCpuTime();
    node.startWrite();
    long nanos = threads.getCurrentThreadCpuTime() - begin;
    structure.unlockWrite();
    reader.join();
    System.out.println(nanos / NANOS_PER_MILLI);
  }

  private static void read(VmaLock node, CountDownLatch inside) {
    long stamp = node.tryStartRead(node.generation());
    inside.countDown();
    try {
      Thread.sleep(READ_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      node.endRead(stamp);
    }
  }
}
