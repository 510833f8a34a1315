package org.vmalock.caffeine;

import java.util.function.Function;

/** {@link ReadContract} for reads in a try-with-resources statement. */
class ReadByCloseTest extends ReadContract {
  @Override
  <R> R read(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body) {
    try (CacheHandle<Block> held = cache.get(key)) {
      return body.apply(held.resource());
    }
  }

  @Override
  <R> R readIfPresent(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body) {
    try (CacheHandle<Block> held = cache.getIfPresent(key)) {
      return held == null ? null : body.apply(held.resource());
    }
  }
}
