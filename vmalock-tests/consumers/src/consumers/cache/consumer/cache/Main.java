package consumer.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import org.vmalock.VmaLock;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;

/** Loads, evicts and closes a cache of resources. */
public final class Main {
  private Main() {}

  /** A pooled resource. */
  private static final class Block extends CachedResource {
    int number;
  }

  /** Prints the module of the library. */
  public static void main(String[] arguments) throws InterruptedException {
    ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(8).build();
    GuardedCache<Integer, Block> cache =
        GuardedCache.builder(pool, (Integer number, Block block) -> block.number = number).build(Caffeine.newBuilder().maximumSize(2));
    for (int number = 0; number < 100; number++) {
      try (CacheHandle<Block> block = cache.get(number)) {
        require(block.resource().number == number, "block of another number");
      }
    }
    cache.close();
    require(pool.close(10, TimeUnit.SECONDS).isEmpty(), "blocks in use");
    System.out.println("library " + origin(VmaLock.class) + ", Caffeine " + origin(Caffeine.class));
  }

  private static String origin(Class<?> type) {
    return type.getModule().isNamed() ? type.getModule().getName() : "on class path";
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
