package org.vmalock.caffeine;

import java.util.function.Function;
import org.vmalock.VmaLock;

/** {@link ReadContract} for reads by a plain look-up and a stamp acquired afterwards. */
class ReadByStampTest extends ReadContract {
  @Override
  <R> R read(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body) {
    CacheHandle<Block> loaded = cache.get(key);
    return readAndEnd(loaded.entry(), loaded.takeStamp(), body);
  }

  @Override
  <R> R readIfPresent(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body) {
    for (CacheEntry<Block> found = cache.lookUp(key); found != null; found = cache.lookUp(key)) {
      long stamp = found.tryStartRead();
      if (stamp != VmaLock.GONE) {
        return readAndEnd(found, stamp, body);
      }
    }
    return null;
  }

  private static <R> R readAndEnd(CacheEntry<Block> held, long stamp, Function<Block, R> body) {
    try {
      return body.apply(held.resource());
    } finally {
      held.endRead(stamp);
    }
  }
}
