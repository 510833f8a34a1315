/**
 * The guarded cache: Caffeine values that own a resource, which the last reader frees.
 *
 * <table>
 *   <caption>Classes in this package</caption>
 *   <tr><th scope="col">class</th><th scope="col">purpose</th></tr>
 *   <tr><td>{@link org.vmalock.caffeine.GuardedCache}, {@link org.vmalock.caffeine.GuardedCacheBuilder}</td><td>the cache and its
 *       builder</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.CacheEntry}</td><td>a value: a resource in one generation, which can be remembered</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.CacheHandle}, {@link org.vmalock.caffeine.CacheHandles}</td><td>one hold of a value, and those of
 *       several keys</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.CachedResource}, {@link org.vmalock.caffeine.ResourcePool}</td><td>base class of the pooled objects
 *       that own a resource, and their pool</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.ResourceLoader}</td><td>loads the value of a key into a resource</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.CacheLoadException}, {@link org.vmalock.caffeine.CacheClosedException}</td><td>a loader threw a
 *       checked exception; the cache is closed</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.LifetimeStats}</td><td>statistics of lifetimes begun and ended</td></tr>
 * </table>
 *
 * <p>Implementation: {@code Loading} is the load protocol, {@code Load} one load, {@code AsyncLoading} the loads in Caffeine's executor;
 * {@code PoolDemand} and {@code IdleChoice} retire idle values for loads that find the pool exhausted; {@code Retirer} retires removed
 * entries, and {@code EntryStack} keeps those that a later call has to finish; {@code LifetimeRegistry} is the set of lifetimes that have
 * begun and not ended; {@code Recency} samples the reads by kept entries.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code org.vmalock}, {@code org.vmalock.debug}, {@code org.vmalock.internal}, {@code org.vmalock.primitive}, Caffeine and
 * {@code java.base}. No other package of the library imports it. It is the only package that needs Caffeine (3.x), which is an optional
 * dependency.
 */
@NullMarked
package org.vmalock.caffeine;

import org.jspecify.annotations.NullMarked;
