package org.vmalock.benchmarks;

import java.util.concurrent.TimeUnit;
import org.vmalock.PoolExhaustedException;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/** 20,000 virtual threads that share a pool of 300 objects. */
public final class PoolCrowd extends Crowd {
  private static final int OBJECTS = 300;
  private static final int THREADS = 20_000;

  private final VmaPool<VmaLock> pool = VmaPool.builder(VmaLock::new).capacity(OBJECTS).build();

  private PoolCrowd() {
    super(THREADS, OBJECTS);
  }

  /**
   * Runs once.
   *
   * @param args {@code print=cpu} or {@code print=timeouts}, and {@code semaphore=true} or {@code semaphore=false}
   * @throws Throwable if the JVM has no virtual threads, or the run fails
   */
  public static void main(String[] args) throws Throwable {
    new PoolCrowd().run(args);
  }

  @Override
  boolean use() throws InterruptedException {
    VmaLock object;
    try {
      object = pool.alloc(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (PoolExhaustedException e) {
      return false;
    }
    try {
      hold();
    } finally {
      object.retire(object.generation());
    }
    return true;
  }
}
