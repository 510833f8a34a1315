package org.vmalock.caffeine;

/**
 * Loads the value of a key into a resource.
 *
 * <p>A load for a look-up is called by the thread that misses, inside Caffeine's computation for the key: at most one load of a key runs
 * at a time, and it must not look up another key in the cache. A refresh calls the loader in Caffeine's executor.
 *
 * @param <K> the type of the keys
 * @param <T> the type of the resources
 */
@FunctionalInterface
public interface ResourceLoader<K, T> {
  /**
   * Loads a value into a resource that no other thread can reach yet.
   *
   * @param key the key to load
   * @param resource the resource in a new generation, in the state in which {@link CachedResource#onRelease} or its constructor left it
   * @throws Exception if the value cannot be loaded. The cache stays unchanged, the resource is released and returns to its pool, and the
   *     caller of {@code get} receives the exception; a checked one as the cause of a {@link java.util.concurrent.CompletionException}
   */
  void load(K key, T resource) throws Exception;
}
