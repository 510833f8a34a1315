package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The ways out of the cache: each takes the value of a key out, and some put another one in its place. */
enum Departure {
  INVALIDATE {
    @Override
    void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      cache.invalidate(key);
    }
  },
  INVALIDATE_ALL {
    @Override
    void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      cache.invalidateAll();
    }
  },
  PUT {
    @Override
    void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      cache.put(key, blocks::load);
    }
  },
  REFRESH {
    @Override
    void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      CompletableFuture<Void> loaded = cache.refresh(key);
      blocks.runForgotten();
      loaded.join();
    }
  },
  SIZE {
    @Override
    void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      cache.policy().eviction().orElseThrow().setMaximum(0);
      cache.cleanUp();
      cache.policy().eviction().orElseThrow().setMaximum(MAXIMUM);
    }
  },
  EXPIRY {
    @Override
    void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
      cache.cleanUp();
    }
  },
  EXPIRY_SEEN_BY_A_LOAD {
    @Override
    void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
      cache.get(key).close();
    }
  },
  EXPIRY_SEEN_BY_A_PUT {
    @Override
    void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
      cache.put(key, blocks::load);
    }
  },
  EXPIRY_SEEN_BY_AN_INVALIDATION {
    @Override
    void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key) {
      blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
      cache.invalidate(key);
    }
  };

  static final long MAXIMUM = 4;

  /** What all of them need of Caffeine, whose executor executes nothing by itself. */
  static Caffeine<Object, Object> caffeine(Blocks blocks) {
    return blocks.idle().maximumSize(MAXIMUM).expireAfterWrite(1, TimeUnit.HOURS);
  }

  abstract void happen(Blocks blocks, GuardedCache<Integer, Block> cache, Integer key);
}
