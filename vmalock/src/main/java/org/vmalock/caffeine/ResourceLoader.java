package org.vmalock.caffeine;

/**
 * Loads the value of a key into a resource.
 *
 * <p>A load for a look-up is called by the thread that misses, which holds no lock of Caffeine. At most one load of a key for look-ups runs
 * at a time; other threads that look this key up wait for it. A loader may look other keys up, if all loaders do so in one order: two
 * loaders that look up each other's key wait for each other, and a loader that looks up its own key is refused. {@link
 * GuardedCache#prefetch} never waits. A refresh calls the loader in Caffeine's executor.
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
   *     caller of {@code get} receives the exception; a checked one as the cause of a {@link CacheLoadException}
   */
  void load(K key, T resource) throws Exception;
}
