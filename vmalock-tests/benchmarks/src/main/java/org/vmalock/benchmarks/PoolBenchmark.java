package org.vmalock.benchmarks;

import java.util.concurrent.ArrayBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/**
 * An object is taken and given back at once, with nobody reading it. The queues lend the same objects, but without a generation:
 * a late reader of theirs cannot tell one life from the next, and giving back twice goes unnoticed.
 */
@State(Scope.Benchmark)
public class PoolBenchmark extends Measured {
  private static final int OBJECTS = 1024;

  private final VmaPool<VmaLock> pool = VmaPool.builder(VmaLock::new).capacity(OBJECTS).build();
  private final ArrayBlockingQueue<VmaLock> queue = new ArrayBlockingQueue<>(OBJECTS);

  /** Makes all the objects, so that none is made while the clock runs. */
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

  /** Ours: a new life begins and ends. */
  @Benchmark
  public VmaLock vmaPool() {
    VmaLock object = pool.alloc();
    object.retire(object.generation());
    return object;
  }

  /** No pool: the collector gets every object. Fresh memory is what this one costs, and it does so elsewhere. */
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
