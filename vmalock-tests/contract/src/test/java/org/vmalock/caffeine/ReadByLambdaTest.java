package org.vmalock.caffeine;

import java.util.function.Function;

/** {@link ReadContract} for reads in a function. */
class ReadByLambdaTest extends ReadContract {
  @Override
  <R> R read(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body) {
    return cache.read(key, body);
  }

  @Override
  <R> R readIfPresent(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body) {
    return cache.readIfPresent(key, body);
  }
}
