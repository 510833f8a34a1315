package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ways to remove the value of a key from the cache; some of them store a new value. */
enum RemovalKind {
  INVALIDATE {
    @Override
    void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      cache.invalidate(key);
    }
  },
  INVALIDATE_ALL {
    @Override
    void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      cache.invalidateAll();
    }
  },
  PUT {
    @Override
    void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      cache.put(key, blocks::load);
    }
  },
  REFRESH {
    @Override
    void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      CompletableFuture<Void> loaded = cache.refresh(key);
      blocks.runPendingTasks();
      loaded.join();
    }
  },
  SIZE {
    @Override
    void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      cache.policy().eviction().orElseThrow().setMaximum(0);
      cache.cleanUp();
      cache.policy().eviction().orElseThrow().setMaximum(MAXIMUM);
    }
  },
  EXPIRY {
    @Override
    void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
      cache.cleanUp();
    }
  },
  EXPIRY_SEEN_BY_A_LOAD {
    @Override
    void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
      cache.get(key).close();
    }
  },
  EXPIRY_SEEN_BY_A_PUT {
    @Override
    void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
      cache.put(key, blocks::load);
    }
  },
  EXPIRY_SEEN_BY_AN_INVALIDATION {
    @Override
    void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
      cache.invalidate(key);
    }
  };

  static final long MAXIMUM = 4;

  /** Returns a Caffeine builder that supports every kind of removal and whose executor only queues its tasks. */
  static Caffeine<Object, Object> caffeine(Blocks blocks) {
    return blocks.deferred().maximumSize(MAXIMUM).expireAfterWrite(1, TimeUnit.HOURS);
  }

  abstract void apply(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key);
}
