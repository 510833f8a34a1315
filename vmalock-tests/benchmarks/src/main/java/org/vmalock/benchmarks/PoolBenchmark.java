package org.vmalock.benchmarks;

import java.util.concurrent.ArrayBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/**
 * Allocates an object without readers and retires it at once. The queue lends the same objects without a generation: a late reader cannot
 * distinguish one lifetime from the next, and a double release is not detected.
 */
@State(Scope.Benchmark)
public class PoolBenchmark extends Measured {
  private static final int OBJECTS = 1024;

  private final VmaPool<VmaLock> pool = VmaPool.builder(VmaLock::new).capacity(OBJECTS).build();
  private final ArrayBlockingQueue<VmaLock> queue = new ArrayBlockingQueue<>(OBJECTS);

  /** Creates all objects, so that none is created during the measurement. */
  @Setup
  public void warm() {
    VmaLock[] objects = new VmaLock[OBJECTS];
    for (int i = 0; i < OBJECTS; i++) {
      objects[i] = pool.alloc();
      queue.add(new VmaLock());
    }
    for (VmaLock object : objects) {
      object.retire(object.generation());
    }
  }

  /** One lifetime of a pooled object. */
  @Benchmark
  public VmaLock vmaPool() {
    VmaLock object = pool.alloc();
    object.retire(object.generation());
    return object;
  }

  /** No pool: every object becomes garbage, whose cost appears elsewhere. */
  @Benchmark
  public VmaLock newObject() {
    return new VmaLock();
  }

  /** A pool from the JDK's parts: one lock around a ring. */
  @Benchmark
  public VmaLock arrayBlockingQueue() {
    VmaLock object = queue.poll();
    queue.offer(object);
    return object;
  }
}
