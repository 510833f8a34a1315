package org.vmalock.caffeine;

import java.util.function.Function;
import org.vmalock.VmaLock;

/** Reading by hand: a look-up without a hold, then a stamp. */
class ReadByStampTest extends ReadContract {
  @Override
  <R> R read(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body) {
    CacheHandle<Block> loaded = cache.get(key);
    return end(loaded, loaded.stamp(), body);
  }

  @Override
  <R> R readIfPresent(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body) {
    for (CacheHandle<Block> found = cache.lookUp(key); found != null; found = cache.lookUp(key)) {
      long stamp = found.tryStartRead();
      if (stamp != VmaLock.GONE) {
        return end(found, stamp, body);
      }
    }
    return null;
  }

  private static <R> R end(CacheHandle<Block> held, long stamp, Function<Block, R> body) {
    try {
      return body.apply(held.resource());
    } finally {
      held.endRead(stamp);
    }
  }
}
