package org.vmalock.caffeine;

/**
 * Fills a resource with what belongs to a key.
 *
 * <p>A load for a look-up is called by the thread that misses, inside Caffeine's computation for this key: one load of a key at a time,
 * and it must not ask the cache for another key. A refresh calls it in Caffeine's executor.
 *
 * @param <K> the keys
 * @param <T> the resources
 */
@FunctionalInterface
public interface ResourceLoader<K, T> {
  /**
   * Fills a resource that nobody else can reach yet.
   *
   * @param key what to load
   * @param resource in a new life, as {@link CachedResource#onRelease} or its constructor has left it
   * @throws Exception if it cannot be loaded: nothing enters the cache, the resource is released and goes back to its pool, and the
   *     caller of {@code get} gets this exception, a checked one as the cause of a {@link java.util.concurrent.CompletionException}
   */
  void load(K key, T resource) throws Exception;
}
