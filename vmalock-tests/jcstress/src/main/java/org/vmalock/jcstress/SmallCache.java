package org.vmalock.jcstress;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vmalock.caffeine.CacheClosedException;
import org.vmalock.caffeine.CacheEntry;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;

/** A guarded cache of two keys over a pool of one block. Key k is loaded with k + 1. */
final class SmallCache {
  private final Block block = new Block();
  private final ResourcePool<Block> pool = ResourcePool.<Block>builder(() -> block).capacity(1).build();
  private final GuardedCache<Integer, Block> cache = GuardedCache.builder(pool, SmallCache::load)
      .build(Caffeine.newBuilder().executor(Runnable::run));

  static final class Block extends CachedResource {
    private final Payload payload = new Payload();
    private final AtomicInteger loads = new AtomicInteger();

    @Override
    protected void onRelease() {
      payload.free();
    }
  }

  /** An entry, and the stamp of the read with which it was looked up; 0 if it was looked up without a read. */
  record Held(CacheEntry<Block> entry, long stamp) {
    /** Acquires a read; returns a stamp greater than zero, or a refusal. */
    long startRead() {
      return entry.tryStartRead();
    }

    /** Releases a read, unless the library refuses the stamp. */
    void endRead(long stampOfRead) {
      try {
        entry.endRead(stampOfRead);
      } catch (IllegalMonitorStateException refused) {
        return;
      }
    }
  }

  private static void load(Integer key, Block block) {
    block.payload.set(key + 1);
    block.loads.getAndIncrement();
  }

  @Nullable Held lookUp(int key) {
    CacheEntry<Block> found = cache.lookUp(key);
    return found == null ? null : new Held(found, 0);
  }

  /** Loads the key and acquires a read; returns null if the block is in use or the cache is closed. */
  @Nullable Held get(int key) {
    try {
      CacheHandle<Block> held = cache.tryGet(key);
      return held == null ? null : new Held(held.entry(), held.takeStamp());
    } catch (CacheClosedException refused) {
      return null;
    }
  }

  void remove(int key) {
    cache.invalidate(key);
  }

  void close() {
    try {
      cache.close(0, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted without waiting", e);
    }
  }

  /** Returns the number of loads of the block. */
  int loads() {
    return block.loads.get();
  }

  /** Returns the number of frees of the block. */
  int frees() {
    return block.payload.frees();
  }

  /** Reads the block, releases the read and returns the outcome. */
  static String read(int key, Held held, long stamp) {
    Payload payload = held.entry().resource().payload;
    int x = payload.x;
    int y = payload.y;
    held.endRead(stamp);
    return x != y ? "torn" : x == Payload.FREED ? "freed" : x == key + 1 ? "right" : "other";
  }
}
