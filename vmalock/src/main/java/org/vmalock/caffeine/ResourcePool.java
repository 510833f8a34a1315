package org.vmalock.caffeine;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.PoolStats;
import org.vmalock.Spreading;
import org.vmalock.VmaPool;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.Hold;
import org.vmalock.internal.HoldReports;

/**
 * A bounded pool of resources, from which {@linkplain GuardedCache guarded caches} load. Several caches may share one. The objects are
 * created on demand, by the factory, and are used again for other keys.
 *
 * <p>The pool is a {@link VmaPool}, with its capacity, its first come, first served waiting, and its failures. In addition, a load that
 * finds it exhausted retires a value that no thread holds, of its own cache first; see {@link GuardedCache}.
 *
 * @param <T> the type of the resources
 */
public final class ResourcePool<T extends CachedResource> implements AutoCloseable {
  /** The number of holds that a message describes. */
  private static final int FEW_HOLDERS = 3;

  private final VmaPool<ResourceLock<T>> pool;

  /** The caches that load from this pool and are not closed. */
  private final List<IdleValues<T>> caches = new CopyOnWriteArrayList<>();

  final PoolDemand demand = new PoolDemand();

  private ResourcePool(Builder<T> builder) {
    Supplier<? extends T> factory = builder.factory;
    String name = builder.name;
    Consumer<? super T> onDiscard = builder.onDiscard;
    VmaPool.Builder<ResourceLock<T>> locks = VmaPool.<ResourceLock<T>>builder(() -> new ResourceLock<>(
            Objects.requireNonNull(factory.get(), () -> "the factory of " + name + " returned null")))
        .name(name)
        .capacity(builder.capacity)
        .onDiscard(lock -> onDiscard.accept(lock.resource));
    if (builder.spreading != null) {
      locks.spreading(builder.spreading);
    }
    pool = locks.build();
  }

  /** The values of one cache, as far as loads of other caches of the same pool need them. */
  interface IdleValues<T extends CachedResource> {
    /** Returns a value that no thread holds and that is not retired, in any order; or null. Acquires no lock. */
    @Nullable CacheEntry<T> findAnyIdle();

    /** As {@link #findAnyIdle}, the coldest first where Caffeine knows. Acquires Caffeine's locks. */
    @Nullable CacheEntry<T> findColdestIdle();
  }

  /**
   * Returns a builder of a pool.
   *
   * @param <T> the type of the resources
   * @param factory returns a new object; called by a loading thread, under no lock of the pool
   * @return a builder with a capacity of {@value VmaPool.Builder#DEFAULT_CAPACITY}
   */
  public static <T extends CachedResource> Builder<T> builder(Supplier<? extends T> factory) {
    return new Builder<>(factory);
  }

  /**
   * Builder for {@link ResourcePool}.
   *
   * @param <T> the type of the resources
   */
  public static final class Builder<T extends CachedResource> {
    private final Supplier<? extends T> factory;
    private String name = "ResourcePool";
    private int capacity = VmaPool.Builder.DEFAULT_CAPACITY;
    private Consumer<? super T> onDiscard = resource -> {};
    private @Nullable Spreading spreading;

    private Builder(Supplier<? extends T> factory) {
      this.factory = Objects.requireNonNull(factory, "factory");
    }

    /**
     * Sets the maximum number of objects that exist at a time.
     *
     * @param capacity from 1 to 2<sup>30</sup>
     * @return this builder
     */
    public Builder<T> capacity(int capacity) {
      this.capacity = capacity;
      return this;
    }

    /**
     * Sets the name of the pool in messages.
     *
     * @param name any text
     * @return this builder
     */
    public Builder<T> name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets the action for discarded objects: on {@link #trim}, on {@link #close}, and when {@link CachedResource#onRelease} has thrown.
     * Called once per object, under no lock of the pool, when no thread can acquire the object.
     *
     * @param onDiscard releases what the object owns beyond one generation
     * @return this builder
     */
    public Builder<T> onDiscard(Consumer<? super T> onDiscard) {
      this.onDiscard = Objects.requireNonNull(onDiscard, "onDiscard");
      return this;
    }

    /**
     * Sets when the objects spread their readers: a value that many threads read at a time is read by hazards. By default the system property
     * {@code vmalock.hazard} decides.
     *
     * @param spreading the choice for all objects of the pool
     * @return this builder
     */
    public Builder<T> spreading(Spreading spreading) {
      this.spreading = Objects.requireNonNull(spreading, "spreading");
      return this;
    }

    /**
     * Builds the pool, without objects.
     *
     * @return the pool
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public ResourcePool<T> build() {
      return new ResourcePool<>(this);
    }
  }

  // ---- Allocation, by the caches

  void addCache(IdleValues<T> cache) {
    caches.add(cache);
  }

  void removeCache(IdleValues<T> cache) {
    caches.remove(cache);
  }

  /** Takes an object if one is available and no thread waits for one; otherwise returns null. */
  @Nullable ResourceLock<T> tryTake() {
    ResourceLock<T> lock = pool.tryAlloc();
    if (lock != null) {
      demand.countObtained();
      retireIdle(null);
    }
    return lock;
  }

  /** Takes an object, waiting once and in turn; retires an idle value for it if there is one. */
  ResourceLock<T> take(IdleValues<T> requester, long nanos) throws InterruptedException {
    ResourceLock<T> taken = null;
    demand.beginWait();
    try {
      retireIdle(requester);
      taken = pool.alloc(nanos, TimeUnit.NANOSECONDS);
      return taken;
    } finally {
      endWait(taken);
    }
  }

  /** Takes an object if one is available, or if an idle value can be retired for it; otherwise returns null. Does not wait. */
  @Nullable ResourceLock<T> takeNow(IdleValues<T> requester) {
    ResourceLock<T> taken = null;
    demand.beginWait();
    try {
      retireIdle(requester);
      taken = pool.tryAlloc();
      return taken;
    } finally {
      endWait(taken);
    }
  }

  /** Describes the oldest holds of the objects, with their stacks, as far as the hold tracker has recorded them; several lines. */
  String describeHolders() {
    return DebugLevel.ON ? HoldReports.describeOldest(pool, Hold.Kind.READ, FEW_HOLDERS) : "";
  }

  private void endWait(@Nullable ResourceLock<T> taken) {
    if (taken == null) {
      demand.abandonWait();
    } else {
      demand.endWait();
      retireIdle(null);
    }
  }

  /** Retires idle values while loads wait for which none was retired: those of the requester first, its coldest first. */
  private void retireIdle(@Nullable IdleValues<T> requester) {
    while (demand.isPending()) {
      CacheEntry<T> idle = requester == null ? null : requester.findColdestIdle();
      if (idle == null) {
        idle = findAnyIdle();
      }
      if (idle == null || !demand.claim()) {
        return;
      }
      retireForClaim(idle);
    }
  }

  /** Retires a value that its last holder has released, if a load waits for one. */
  void retireReleased(CacheEntry<T> idle) {
    if (demand.claim() && !retireForClaim(idle)) {
      retireIdle(null);
    }
  }

  private boolean retireForClaim(CacheEntry<T> idle) {
    boolean freed = false;
    try {
      freed = idle.retireForPool();
      return freed;
    } finally {
      if (!freed) {
        demand.cancelClaim();
      }
    }
  }

  private @Nullable CacheEntry<T> findAnyIdle() {
    for (IdleValues<T> cache : caches) {
      CacheEntry<T> idle = cache.findAnyIdle();
      if (idle != null) {
        return idle;
      }
    }
    return null;
  }

  // ---- Maintenance

  /**
   * Creates free objects until the given number of objects exist, so that later loads do not call the factory.
   *
   * @param objects the number of objects that are to exist; the capacity if it is larger
   * @return the number of objects that this call has created
   * @throws IllegalArgumentException if {@code objects} is negative
   * @throws IllegalStateException if the pool is closed
   */
  public int prefill(int objects) {
    return pool.prefill(objects);
  }

  /**
   * Discards the free objects. Objects that are freed during the call may remain.
   *
   * @return the number of discarded objects
   */
  public int trim() {
    return pool.trim();
  }

  /**
   * Refuses further loads and discards the free objects; those in use are discarded when they are freed. Does not wait, and does not
   * close the caches.
   */
  @Override
  public void close() {
    pool.close();
  }

  /**
   * Closes the pool like {@link #close()}, and waits until the objects in use have been returned and discarded. Must not be called by a
   * thread that has to return one of them.
   *
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return descriptions of the first objects that are still in use; empty if all have been discarded
   * @throws InterruptedException if interrupted during the wait; the pool is closed
   */
  public List<String> close(long timeout, TimeUnit unit) throws InterruptedException {
    return pool.close(timeout, unit);
  }

  // ---- Queries

  /**
   * Returns the capacity.
   *
   * @return the maximum number of objects that exist at a time
   */
  public int capacity() {
    return pool.capacity();
  }

  /**
   * Returns the number of objects that exist, in use or free. A hint while other threads load.
   *
   * @return from 0 to {@link #capacity}
   */
  public int size() {
    return pool.size();
  }

  /**
   * Returns the number of objects that caches use. Looks at each object once; a hint while other threads use the pool.
   *
   * @return from 0 to {@link #capacity}
   */
  public int inUse() {
    return pool.inUse();
  }

  /**
   * Describes objects that caches use.
   *
   * @param limit the maximum number of descriptions
   * @return the class and the state of each
   */
  public List<String> describeInUse(int limit) {
    return pool.describeInUse(limit);
  }

  /**
   * Returns the statistics. Looks at each object once.
   *
   * @return a snapshot
   */
  public PoolStats statistics() {
    return pool.statistics();
  }

  /**
   * Returns the number of discarded objects.
   *
   * @return their number since the pool was built
   */
  public int discarded() {
    return pool.discarded();
  }

  /**
   * Returns whether {@link #close} has been called.
   *
   * @return whether the pool refuses loads
   */
  public boolean isClosed() {
    return pool.isClosed();
  }

  @Override
  public String toString() {
    return pool.toString();
  }
}
