/**
 * The guarded cache: Caffeine values that own a resource, and are freed when the last reader has left.
 *
 * <table>
 *   <caption>Who lives here</caption>
 *   <tr><th scope="col">class</th><th scope="col">what it is</th></tr>
 *   <tr><td>{@link org.vmalock.caffeine.GuardedCache}</td><td>the cache, and its builder</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.CacheHandle}</td><td>what is in the cache: one life of a resource, and the holds of it</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.CachedResource}</td><td>what the user extends: the pooled object that owns the resource</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.ResourceLoader}</td><td>what fills it</td></tr>
 *   <tr><td>{@link org.vmalock.caffeine.LifetimeStats}</td><td>how many lives began and ended</td></tr>
 * </table>
 *
 * <p>Behind it {@code LifetimeRegistry} knows every life that has begun and not ended, and {@code EvictedStack} keeps what Caffeine has
 * evicted under its locks, until somebody without locks retires it.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code org.vmalock}, {@code org.vmalock.debug}, Caffeine and {@code java.base}; nothing of ours imports it. It is the
 * only package that needs Caffeine (3.x) on the path, which the library does not bring along.
 */
@NullMarked
package org.vmalock.caffeine;

import org.jspecify.annotations.NullMarked;
