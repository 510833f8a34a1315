package org.vmalock.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.Spreading;
import org.vmalock.VmaLock;
import org.vmalock.caffeine.CacheEntry;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;

/** A hit of a guarded cache that holds the value and releases it; and the same by hand: Caffeine and a counted read. */
@State(Scope.Benchmark)
public class CacheHitBenchmark extends Measured {
  private static final int VALUES = 1_000;

  private final GuardedCache<Integer, Value> cache = cache(Spreading.NEVER);
  private final GuardedCache<Integer, Value> spread = cache(Spreading.ALWAYS);
  private final Cache<Integer, Pair> byHand = Caffeine.newBuilder().maximumSize(VALUES).build();
  private final VmaLock lock = new VmaLock();
  private final Integer key = 7;
  private CacheEntry<Value> kept;
  private CacheEntry<Value> keptSpread;
  private int generation;

  private static final class Value extends CachedResource {}

  /** What a cache by hand has to remember: an object and its generation. */
  private record Pair(VmaLock lock, int generation) {}

  private static GuardedCache<Integer, Value> cache(Spreading spreading) {
    ResourcePool<Value> pool = ResourcePool.<Value>builder(Value::new).capacity(2 * VALUES).spreading(spreading).build();
    return GuardedCache.builder(pool, (Integer key, Value value) -> {}).build(Caffeine.newBuilder().maximumSize(VALUES));
  }

  /** Loads the key into all caches. */
  @Setup
  public void load() {
    lock.markAttached();
    generation = lock.generation();
    cache.get(key).close();
    kept = cache.lookUp(key);
    spread.get(key).close();
    keptSpread = spread.lookUp(key);
    byHand.put(key, new Pair(lock, generation));
  }

  /** A look-up, and a hold by a stamp. */
  @Benchmark
  public long stamp() {
    CacheEntry<Value> found = cache.lookUp(key);
    long held = found.tryStartRead();
    found.endRead(held);
    return held;
  }

  /** The same with a hazard read. */
  @Benchmark
  public long stampSpread() {
    CacheEntry<Value> found = spread.lookUp(key);
    long held = found.tryStartRead();
    found.endRead(held);
    return held;
  }

  /** A look-up in Caffeine, and a counted read of what it finds. */
  @Benchmark
  public long caffeineAndLock() {
    Pair found = byHand.getIfPresent(key);
    long held = found.lock.tryStartRead(found.generation);
    found.lock.endRead(held);
    return held;
  }

  /** A hold of a remembered entry. */
  @Benchmark
  public long keptEntry() {
    long held = kept.tryStartRead();
    kept.endRead(held);
    return held;
  }

  /** The same with a hazard read. */
  @Benchmark
  public long keptEntrySpread() {
    long held = keptSpread.tryStartRead();
    keptSpread.endRead(held);
    return held;
  }

  /** A counted read alone. */
  @Benchmark
  public long countedRead() {
    long held = lock.tryStartRead(generation);
    lock.endRead(held);
    return held;
  }
}
