package org.vmalock.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.vmalock.PoolExhaustedException;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;

/** 10,000 virtual threads that look up random keys in a cache of 500 values over a pool of 800 objects. */
public final class CacheCrowd extends Crowd {
  private static final int OBJECTS = 800;
  private static final int VALUES = 500;
  private static final int KEYS = 5_000;
  private static final int THREADS = 10_000;

  private final GuardedCache<Integer, Value> cache =
      GuardedCache.builder(ResourcePool.<Value>builder(Value::new).capacity(OBJECTS).build(), (Integer key, Value value) -> value.key = key)
          .loadTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .build(Caffeine.newBuilder().maximumSize(VALUES));

  private static final class Value extends CachedResource {
    int key;
  }

  private CacheCrowd() {
    super(THREADS, OBJECTS);
  }

  /**
   * Runs once.
   *
   * @param args {@code print=cpu} or {@code print=timeouts}, and {@code semaphore=true} or {@code semaphore=false}
   * @throws Throwable if the JVM has no virtual threads, or the run fails
   */
  public static void main(String[] args) throws Throwable {
    new CacheCrowd().run(args);
  }

  @Override
  boolean use() throws InterruptedException {
    int key = ThreadLocalRandom.current().nextInt(KEYS);
    try (CacheHandle<Value> held = cache.get(key)) {
      hold();
      if (held.resource().key != key) {
        throw new IllegalStateException("the value of key " + held.resource().key + " was found for key " + key);
      }
      return true;
    } catch (PoolExhaustedException e) {
      return false;
    }
  }
}
