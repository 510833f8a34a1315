/**
 * The guarded cache: Caffeine values that own a resource, which the last reader frees.
 *
 * <table>
 *   <caption>Classes in this package</caption>
 *   <tr><th scope="col">class</th><th scope="col">purpose</th></tr>
 *   <tr><td>{@link org.vmalock.caffeine.GuardedCache}, {@link org.vmalock.caffeine.GuardedCacheBuilder}</td><td>the cache and its
 *       builder</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.CacheHandle}</td><td>a value: a resource in one generation, and the holds of it</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.CachedResource}</td><td>base class of the pooled objects that own a resource</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.ResourceLoader}</td><td>loads the value of a key into a resource</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.LifetimeStats}</td><td>statistics of lifetimes begun and ended</td></tr>
 * </table>
 *
 * <p>Implementation: {@code Loading} is the load protocol; {@code Retirer} retires removed handles, and {@code EvictedStack} keeps
 * the handles that Caffeine has evicted under its locks until a thread that holds none of them retires them; {@code LifetimeRegistry} is
 * the set of lifetimes that have begun and not ended.
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
