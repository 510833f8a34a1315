package org.vmalock;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.FlightEvents;
import org.vmalock.internal.Hold;
import org.vmalock.internal.HoldChecks;
import org.vmalock.internal.HoldReports;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.Holds;
import org.vmalock.internal.ReleaseQueue;
import org.vmalock.internal.Sampler;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.TimedWait;
import org.vmalock.internal.Violations;
import org.vmalock.internal.WaitCounters;
import org.vmalock.internal.Waiting;

/**
 * A bounded, type-stable pool of {@link VmaLock}s: a freed object stays an object of its class, so that a reader with a stale reference
 * finds a lock word that refuses it, and never unrelated memory.
 *
 * <p>{@code alloc} returns a detached object in a new generation, owned by the caller. The object returns to the pool when its owner has
 * {@linkplain VmaLock#retire retired} it and its last reader has released; no method call returns it. Any thread may do either. Once the
 * pool is warm, neither allocates memory.
 *
 * <p><b>Capacity.</b> At most {@code capacity} objects exist at a time, in use or free. When all are in use, {@link #tryAlloc} returns
 * null, {@link #alloc(StructureLock)} throws {@link PoolExhaustedException}, and {@link #alloc(StructureLock, long, TimeUnit)} waits. An
 * allocation that runs while other threads allocate and free may be refused although an object was free for an instant. The return of an
 * object is never refused.
 *
 * <p><b>Waiting.</b> Waiting threads are served first come, first served: the thread that frees an object hands it to the thread that has
 * waited longest. No allocation passes a waiting thread: while threads wait, {@code tryAlloc} returns null and {@code alloc} without a time
 * limit throws.
 *
 * <p><b>Release chains.</b> An object whose last reference is dropped by the {@code onFree} or {@code onDiscard} of another one is freed by
 * the same thread when that method has returned, so that chains of any length need no deep stack. An exception is thrown to the caller of
 * the outermost {@code retire} or {@code endRead}, after all objects of the chain have been freed, with later ones suppressed in it.
 *
 * <p><b>Failures.</b> If the factory throws, no object was allocated and the exception propagates to the caller. If {@link VmaLock#onFree}
 * throws, that object is discarded, and the pool may create another one in its place.
 *
 * <p>Progress: lock-free, except for the waiting form. Memory effects: actions before an object was freed happen-before actions of its
 * next owner after {@code alloc}.
 *
 * <p>The idea is the Linux kernel's type-safe slab cache, from which {@code vm_area_struct} comes. Why no waiting thread misses an
 * object: see the <a href="doc-files/algorithms.html#pool">algorithmic notes</a>.
 *
 * @param <T> the class of the pooled objects
 */
public final class VmaPool<T extends VmaLock> implements AutoCloseable {
  // The algorithmic notes: doc-files/algorithms.html
  private static final int DESCRIBED_OBJECTS = 10;
  private static final int FEW_OWNERS = 3;

  private static final Object PLACE = "a place for a new object";
  private static final Object CLOSED = "closed";
  private static final Object TIMED_OUT = "timed out";
  private static final Object INTERRUPTED = "interrupted";

  private final String name;
  private final int capacity;
  private final Supplier<? extends T> factory;
  private final Consumer<? super T> onDiscard;

  /** The choice for the objects of this pool, or null. */
  private final @Nullable Spreading spreading;

  private final FreeCells<T> free;

  /** The number of objects that exist; incremented before one is created. */
  private final AtomicInteger size = new AtomicInteger();

  /** The largest cell number used so far, at most the largest {@link #size} so far: vacant cells are used first. */
  private final AtomicInteger numbers = new AtomicInteger();

  private final AtomicInteger discarded = new AtomicInteger();
  private final WaitQueue waiters = new WaitQueue();

  /** The threads in {@link #close(long, TimeUnit)}; unparked when the last object has been discarded. */
  private final Queue<Thread> closers = new ConcurrentLinkedQueue<>();

  private final AtomicLong created = new AtomicLong();
  private final AtomicLong handOffs = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final WaitCounters waits = new WaitCounters();
  private volatile boolean closed;

  private VmaPool(Builder<T> builder) {
    name = builder.name;
    capacity = builder.capacity;
    factory = builder.factory;
    onDiscard = builder.onDiscard;
    spreading = builder.spreading;
    free = new FreeCells<>(capacity);
  }

  /**
   * Returns a builder of a pool.
   *
   * @param <T> the class of the pooled objects
   * @param factory returns a new object, made by the constructor of {@link VmaLock} without a structure; called by the allocating thread,
   *     under no lock of the pool
   * @return a builder with a capacity of {@value Builder#DEFAULT_CAPACITY}
   */
  public static <T extends VmaLock> Builder<T> builder(Supplier<? extends T> factory) {
    return new Builder<>(factory);
  }

  /**
   * Builder for {@link VmaPool}.
   *
   * @param <T> the class of the pooled objects
   */
  public static final class Builder<T extends VmaLock> {
    /** Default capacity. */
    public static final int DEFAULT_CAPACITY = 1 << 20;

    private final Supplier<? extends T> factory;
    private String name = "VmaPool";
    private int capacity = DEFAULT_CAPACITY;
    private Consumer<? super T> onDiscard = object -> {};
    private @Nullable Spreading spreading;

    private Builder(Supplier<? extends T> factory) {
      this.factory = Objects.requireNonNull(factory, "factory");
    }

    /**
     * Sets the maximum number of objects that exist at a time.
     *
     * @param capacity from 1 to 2<sup>30</sup>
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder<T> capacity(int capacity) {
      if (capacity < 1 || capacity > 1 << 30) {
        throw new IllegalArgumentException("capacity is " + capacity + " and must be from 1 to 2^30");
      }
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
     * Sets the action for discarded objects: on {@link #trim}, on {@link #close}, and when {@code onFree} has thrown. Called once per
     * object, under no lock of the pool, when no thread can acquire the object.
     *
     * @param onDiscard releases what the object owns beyond one generation
     * @return this builder
     */
    public Builder<T> onDiscard(Consumer<? super T> onDiscard) {
      this.onDiscard = Objects.requireNonNull(onDiscard, "onDiscard");
      return this;
    }

    /**
     * Sets when the objects spread their readers, unless an object says otherwise. By default that is left to the structure of the object.
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
     */
    public VmaPool<T> build() {
      return new VmaPool<>(this);
    }
  }

  // ---- Allocation

  /**
   * Allocates an object that belongs to no structure.
   *
   * @return a detached object of a new generation, owned by the caller
   * @throws PoolExhaustedException if all objects are in use, or a thread waits for one
   * @throws IllegalStateException if the pool is closed
   */
  public T alloc() {
    return allocOrRefuse(null);
  }

  /**
   * Allocates an object that belongs to a structure.
   *
   * @param structure the lock under which the object will be write-locked
   * @return a detached object of a new generation, owned by the caller
   * @throws PoolExhaustedException if all objects are in use, or a thread waits for one
   * @throws IllegalStateException if the pool is closed
   */
  public T alloc(StructureLock structure) {
    return allocOrRefuse(Objects.requireNonNull(structure, "structure"));
  }

  /**
   * Allocates an object if one is available and no thread waits for one. Does not wait, and runs no {@code onFree} of an object that the
   * calling thread has still to free, so that it may be called while any lock is held.
   *
   * @param structure the lock under which the object will be write-locked, or null for none
   * @return a detached object of a new generation, owned by the caller; or null if all objects are in use, or a thread
   *     waits for one
   * @throws IllegalStateException if the pool is closed
   */
  public @Nullable T tryAlloc(@Nullable StructureLock structure) {
    return countRefusal(allocAvailable(structure));
  }

  private @Nullable T countRefusal(@Nullable T object) {
    if (object == null) {
      refusals.incrementAndGet();
    }
    return object;
  }

  /**
   * Allocates an object that belongs to no structure if one is available and no thread waits for one. Does not wait.
   *
   * @return a detached object of a new generation, owned by the caller; or null if all objects are in use, or a thread waits for one
   * @throws IllegalStateException if the pool is closed
   */
  public @Nullable T tryAlloc() {
    return tryAlloc(null);
  }

  private @Nullable T allocOrNull(@Nullable StructureLock structure) {
    T object = allocAvailable(structure);
    return object == null && ReleaseQueue.runBeforeWaiting() ? allocAvailable(structure) : object;
  }

  private @Nullable T allocAvailable(@Nullable StructureLock structure) {
    if (closed) {
      throw closedException();
    }
    if (waiters.hasWaiting()) {
      return null;
    }
    StackProbe.reserve(); // an object that was taken is not lost half-way
    PoolCell<T> cell = free.takeAny();
    if (cell != null) {
      return begin(cell, structure);
    }
    return reserveOpen(capacity) ? create(structure) : null;
  }

  /**
   * Reserves a place unless this many objects exist; releases it again if the pool has been closed meanwhile, so that a close which found
   * no object stays true. The caller then has stack for the creation, and to release the place if the factory overflows.
   */
  private boolean reserveOpen(int limit) {
    StackProbe.reserveDeep();
    if (!reserve(limit)) {
      return false;
    }
    if (closed) { // the update of size before this load pairs with the store of closed before the load of size in close
      releasePlace();
      throw closedException();
    }
    return true;
  }

  /**
   * Allocates an object, waiting for one to be freed if all are in use. Waiting threads are served first come, first served.
   *
   * @param structure the lock under which the object will be write-locked, or null for none
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait, {@link Long#MAX_VALUE}
   *     nanoseconds or more waits without limit
   * @param unit the unit of {@code timeout}
   * @return a detached object of a new generation, owned by the caller
   * @throws PoolExhaustedException if no object was freed in time
   * @throws InterruptedException if interrupted during the wait; no object was allocated
   * @throws IllegalStateException if the pool is closed, before or during the wait
   */
  public T alloc(@Nullable StructureLock structure, long timeout, TimeUnit unit) throws InterruptedException {
    if (timeout <= 0) {
      return allocOrRefuse(structure);
    }
    T object = allocOrNull(structure);
    if (object != null) {
      return object;
    }
    if (HoldTable.ENABLED) {
      HoldChecks.checkAllocation(this, capacity);
    }
    Waiting waiting = Waiting.isWatched() ? Waiting.begin(Waiting.Kind.POOL, this, null, this::toString, () -> null) : null;
    long begin = waits.begin();
    Waiting.Outcome outcome = Waiting.Outcome.FAILED;
    try {
      object = await(structure, timeout, unit);
      outcome = Waiting.Outcome.ACQUIRED;
      return object;
    } catch (PoolExhaustedException e) {
      outcome = Waiting.Outcome.TIMED_OUT;
      throw e;
    } catch (InterruptedException e) {
      outcome = Waiting.Outcome.INTERRUPTED;
      throw e;
    } finally {
      waits.end(begin, outcome == Waiting.Outcome.ACQUIRED);
      Waiting.end(waiting, outcome);
    }
  }

  /**
   * Allocates an object that belongs to no structure, waiting like {@link #alloc(StructureLock, long, TimeUnit)}.
   *
   * @param timeout the maximum time to wait, in {@code unit}
   * @param unit the unit of {@code timeout}
   * @return a detached object of a new generation, owned by the caller
   * @throws PoolExhaustedException if no object was freed in time
   * @throws InterruptedException if interrupted during the wait; no object was allocated
   * @throws IllegalStateException if the pool is closed, before or during the wait
   */
  public T alloc(long timeout, TimeUnit unit) throws InterruptedException {
    return alloc(null, timeout, unit);
  }

  /**
   * Creates free objects until the given number of objects exist, in use or free, so that later allocations do not call the factory.
   * Objects that other threads create or discard during the call are counted: threads that prefill at once create no more than the
   * largest number asked for. If the factory throws, the objects created so far stay.
   *
   * @param objects the number of objects that are to exist; the capacity if it is larger
   * @return the number of objects that this call has created
   * @throws IllegalArgumentException if {@code objects} is negative
   * @throws IllegalStateException if the pool is closed
   */
  public int prefill(int objects) {
    if (objects < 0) {
      throw new IllegalArgumentException("the number of objects is " + objects + " and must not be negative");
    }
    if (closed) {
      throw closedException();
    }
    int count = 0;
    while (reserveOpen(Math.min(objects, capacity))) {
      PoolCell<T> cell = createCell(null);
      Lifecycle.endUnusedGeneration(cell.occupant());
      release(cell);
      count++;
    }
    return count;
  }

  private T allocOrRefuse(@Nullable StructureLock structure) {
    T object = countRefusal(allocOrNull(structure));
    if (object == null) {
      FlightEvents.poolExhausted(name, capacity);
      throw Violations.trimIfChecking(new PoolExhaustedException(this + " is exhausted: all objects are in use. Retire some, wait for one with"
          + " alloc(structure, timeout, unit), or build the pool with a larger capacity" + describeOwners()));
    }
    return object;
  }

  /** Returns the oldest owner references that are recorded, to be appended to a message. */
  private String describeOwners() {
    String owners = describeOldest(Hold.Kind.OWNER, ". The oldest that were not retired:");
    return owners.isEmpty() ? describeOldest(Hold.Kind.READ, ". The oldest that are read-locked:") : owners;
  }

  private String describeOldest(Hold.Kind kind, String title) {
    String holds = DebugLevel.ON ? HoldReports.describeOldest(this, kind, FEW_OWNERS) : "";
    return holds.isEmpty() ? "" : title + System.lineSeparator() + holds.stripTrailing();
  }

  /** Records the owner reference that the calling thread has acquired. Does not throw: an exception would lose the object. */
  private T recordOwner(T object) {
    try {
      if (DebugLevel.CHECKING || (DebugLevel.SAMPLING && Sampler.isNext())) {
        Holds.recordOwner(object, this, object.generation(), object::describe, () -> Lifecycle.isDetached(object));
      }
    } catch (OutOfMemoryError | StackOverflowError e) {
      HoldTable.miss();
    }
    return object;
  }

  private T begin(PoolCell<T> cell, @Nullable StructureLock structure) {
    T object = cell.occupant();
    Lifecycle.beginGeneration(object, structure);
    return recordOwner(object);
  }

  private T create(@Nullable StructureLock structure) {
    return recordOwner(createCell(structure).occupant());
  }

  /** Creates an object, in its first generation. The calling thread has reserved its place; it is released if the creation fails. */
  private PoolCell<T> createCell(@Nullable StructureLock structure) {
    PoolCell<T> cell = null;
    boolean done = false;
    try {
      cell = free.takeVacant();
      if (cell == null) {
        cell = newCell();
      }
      T object = Objects.requireNonNull(factory.get(), () -> "the factory of " + this + " returned null");
      object.joinPool(cell, structure);
      cell.object = object;
      created.incrementAndGet();
      done = true;
      return cell;
    } finally {
      if (!done) {
        vacate(cell);
      }
    }
  }

  /** Creates a cell under the next number. Allocates before it claims the number, so that no number is lost. */
  private PoolCell<T> newCell() {
    while (true) {
      int last = numbers.get();
      free.reserve(last + 1);
      PoolCell<T> cell = new PoolCell<>(this, null, last + 1);
      if (numbers.compareAndSet(last, last + 1)) {
        free.register(cell);
        return cell;
      }
    }
  }

  private boolean reserve(int limit) {
    int count = size.get();
    while (count < limit) {
      int seen = size.compareAndExchange(count, count + 1);
      if (seen == count) {
        return true;
      }
      count = seen;
    }
    return false;
  }

  /** Releases a reserved place. Returns the cell before it decrements the size, so that no number exceeds the capacity. */
  private void vacate(@Nullable PoolCell<T> cell) {
    if (cell != null) {
      free.putVacant(cell);
    }
    releasePlace();
    serve();
  }

  private void releasePlace() {
    if (size.decrementAndGet() == 0 && closed) {
      for (Thread closer = closers.peek(); closer != null; closer = closers.peek()) {
        closers.remove(closer);
        LockSupport.unpark(closer);
      }
    }
  }

  private T await(@Nullable StructureLock structure, long timeout, TimeUnit unit) throws InterruptedException {
    Object outcome = awaitGrant(unit.toNanos(timeout));
    if (outcome == PLACE) {
      return create(structure);
    } else if (outcome == CLOSED) {
      throw closedException();
    } else if (outcome == INTERRUPTED) {
      TimedWait.throwIfInterrupted(() -> "an object of " + this);
    } else if (outcome != TIMED_OUT) {
      return begin(asCell(outcome), structure);
    }
    throw Violations.trimIfChecking(new PoolExhaustedException(this + " is exhausted: no object was freed within " + timeout + " "
        + unit.toString().toLowerCase(java.util.Locale.ROOT) + describeOwners()));
  }

  /** Waits for a grant, or until the wait ends for another reason; returns that. */
  private Object awaitGrant(long nanos) {
    StackProbe.reserveDeep();
    TimedWait limit = new TimedWait(nanos);
    WaitQueue.Waiter waiter = new WaitQueue.Waiter();
    boolean ended = false;
    waiters.enqueue(waiter);
    try {
      VarHandle.fullFence(); // queued before the search; pairs with the CAS of FreeCells.put before hasWaiting
      serve();
      Object outcome = awaitOutcome(waiter, limit);
      ended = true;
      return outcome;
    } finally {
      if (!ended && !waiters.cancel(waiter, TIMED_OUT)) {
        returnGrant(waiter.outcome());
      }
      waiter.end();
    }
  }

  private Object awaitOutcome(WaitQueue.Waiter waiter, TimedWait limit) {
    while (true) {
      Object outcome = waiter.outcome();
      if (outcome != null) {
        return outcome;
      } else if (closed) {
        waiters.cancel(waiter, CLOSED);
      } else if (Thread.currentThread().isInterrupted()) {
        waiters.cancel(waiter, INTERRUPTED);
      } else if (limit.hasExpired()) {
        waiters.cancel(waiter, TIMED_OUT);
      } else {
        limit.park(this);
      }
    }
  }

  /** Passes on what a thread has received whose wait was ended by an Error. */
  private void returnGrant(@Nullable Object outcome) {
    if (outcome == PLACE) {
      vacate(null);
    } else if (outcome instanceof PoolCell<?>) {
      release(asCell(outcome));
    }
  }

  @SuppressWarnings("unchecked") // the only cells that are granted are those of this pool
  private PoolCell<T> asCell(Object grant) {
    return (PoolCell<T>) grant;
  }

  /** Grants what is available to the threads that wait. Does not allocate. */
  private void serve() {
    while (waiters.hasWaiting()) {
      PoolCell<T> cell = free.takeAny();
      if (cell == null) {
        if (!reserve(capacity)) {
          return;
        }
        if (closed) {
          releasePlace();
          return; // each waiter finds for itself that the pool is closed
        }
      }
      if (waiters.grant(cell != null ? cell : PLACE)) {
        handOffs.incrementAndGet();
      } else {
        if (cell != null) {
          putFree(cell);
        } else {
          releasePlace();
        }
      }
    }
  }

  // ---- Return

  /** Returns an object whose {@code onFree} has run. Called by the thread that dropped its last reference. */
  void giveBack(PoolCell<T> cell, boolean reusable) {
    if (reusable) {
      release(cell);
    } else {
      discard(cell);
    }
  }

  /** Hands a free cell to the first waiting thread, or makes it available if none waits. */
  private void release(PoolCell<T> cell) {
    if (closed) {
      discard(cell);
    } else if (waiters.grant(cell)) {
      handOffs.incrementAndGet();
    } else {
      putFree(cell);
      serve();
    }
  }

  private void putFree(PoolCell<T> cell) {
    free.put(cell);
    if (closed) {
      discardFree(Integer.MAX_VALUE); // close() may have searched the pool before this cell was put back
    }
  }

  /** Decrements the size only after the object has released what it owns. */
  private void discard(PoolCell<T> cell) {
    discarded.incrementAndGet();
    try {
      onDiscard.accept(cell.occupant());
    } finally {
      cell.object = null;
      vacate(cell);
    }
  }

  /**
   * Discards the free objects, at most as many as were free at the call. Objects that are freed during the call may remain. An exception
   * of {@code onDiscard} is thrown after the others have been discarded, with later ones suppressed in it. Looks at each object once.
   *
   * @return the number of discarded objects
   */
  public int trim() {
    StackProbe.reserveDeep();
    return discardFree(countFree());
  }

  private int discardFree(int limit) {
    int count = 0;
    Throwable failure = null;
    for (PoolCell<T> cell = limit > 0 ? free.takeAny() : null; cell != null; cell = count < limit ? free.takeAny() : null) {
      count++;
      try {
        discard(cell);
      } catch (Throwable e) {
        failure = Failures.join(failure, e);
      }
    }
    Failures.rethrow(failure);
    return count;
  }

  /** Counts the objects that are neither owned nor read. */
  private int countFree() {
    int count = 0;
    for (int number = numbers.get(); number > 0; number--) {
      T object = objectAt(number);
      if (object != null && !isInUse(object)) {
        count++;
      }
    }
    return count;
  }

  private @Nullable T objectAt(int number) {
    PoolCell<T> cell = free.cell(number);
    return cell == null ? null : cell.object;
  }

  private static boolean isInUse(VmaLock object) {
    return !LockWord.isFree((long) VmaLock.WORD.getVolatile(object));
  }

  /**
   * Refuses further allocations and discards the free objects; those in use are discarded when they are freed. Does not wait. Further
   * calls discard what is free then.
   */
  @Override
  public void close() {
    StackProbe.reserveDeep();
    closed = true;
    VarHandle.fullFence(); // closed before the search; pairs with the CAS of FreeCells.put before the read of closed
    boolean granted;
    do {
      granted = waiters.grant(CLOSED);
    } while (granted);
    discardFree(Integer.MAX_VALUE);
  }

  /**
   * Closes the pool like {@link #close()}, and waits until the objects in use have been returned and discarded. Must not be called by a
   * thread that has to return one of them.
   *
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return descriptions of the objects that are still in use, at most {@value #DESCRIBED_OBJECTS}; empty if all have been discarded
   * @throws InterruptedException if interrupted during the wait; the pool is closed
   */
  public List<String> close(long timeout, TimeUnit unit) throws InterruptedException {
    if (HoldTable.ENABLED && timeout > 0) {
      HoldChecks.checkClose(this, this::isMember);
    }
    TimedWait limit = new TimedWait(unit.toNanos(timeout));
    close();
    ReleaseQueue.runBeforeWaiting(); // also without time to wait: the queued objects count as in use
    if (size.get() != 0 && !limit.hasExpired()) {
      Waiting.run(Waiting.Kind.CLOSE, this, this::toString, () -> HoldReports.describeFew(this), () -> awaitEmpty(limit));
    }
    return describeRemaining();
  }

  private boolean awaitEmpty(TimedWait limit) throws InterruptedException {
    Thread self = Thread.currentThread();
    try {
      closers.add(self);
      while (size.get() != 0 && !limit.hasExpired()) {
        limit.park(this);
        TimedWait.throwIfInterrupted(() -> "the objects in use of " + this);
        if (!closers.contains(self)) {
          closers.add(self); // unparked, but an object that was being created has followed
        }
      }
      return size.get() == 0;
    } finally {
      closers.remove(self);
    }
  }

  private boolean isMember(Object lock) {
    PoolCell<?> cell = lock instanceof VmaLock object ? object.cell() : null;
    return cell != null && cell.pool == this;
  }

  private List<String> describeRemaining() {
    List<String> descriptions = describeInUse(DESCRIBED_OBJECTS);
    int remaining = size.get();
    return descriptions.isEmpty() && remaining != 0
        ? List.of(remaining + " objects that are being created or discarded")
        : descriptions;
  }

  // ---- Queries

  /**
   * Returns the number of objects that are owned or read. Looks at each object once; a hint while other threads use the pool.
   *
   * @return from 0 to {@link #capacity}
   */
  public int inUse() {
    int count = 0;
    for (int number = numbers.get(); number > 0; number--) {
      T object = objectAt(number);
      if (object != null && isInUse(object)) {
        count++;
      }
    }
    return count;
  }

  /**
   * Describes objects that are owned or read: those that an owner has not retired, or a reader has not released. Looks at each object
   * once; a hint while other threads use the pool. If the {@linkplain org.vmalock.debug hold tracker} has recorded holds of an object, the
   * description lists them, with the stacks of their acquisition.
   *
   * @param limit the maximum number of descriptions
   * @return the results of {@code toString}, and further lines
   */
  public List<String> describeInUse(int limit) {
    List<String> descriptions = new ArrayList<>();
    for (int number = numbers.get(); number > 0 && descriptions.size() < limit; number--) {
      T object = objectAt(number);
      if (object != null && isInUse(object)) {
        String holds = DebugLevel.ON ? HoldReports.describe(object).stripTrailing() : "";
        descriptions.add(holds.isEmpty() ? object.toString() : holds);
      }
    }
    return List.copyOf(descriptions);
  }

  /**
   * Returns the statistics. Looks at each object once.
   *
   * @return a snapshot
   */
  public PoolStats statistics() {
    return new PoolStats(
        capacity,
        size.get(),
        inUse(),
        created.get(),
        discarded.get(),
        handOffs.get(),
        refusals.get(),
        WaitStats.of(waits));
  }

  /**
   * Returns the capacity.
   *
   * @return the maximum number of objects that exist at a time
   */
  public int capacity() {
    return capacity;
  }

  /**
   * Returns the number of objects that exist, in use or free. A hint while other threads allocate.
   *
   * @return from 0 to {@link #capacity}
   */
  public int size() {
    return size.get();
  }

  /**
   * Returns the number of discarded objects.
   *
   * @return their number since the pool was built
   */
  public int discarded() {
    return discarded.get();
  }

  /**
   * Returns whether {@link #close} has been called.
   *
   * @return whether the pool refuses allocations
   */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public String toString() {
    return name + "[" + size.get() + " of " + capacity + " objects" + (closed ? ", closed" : "") + "]";
  }

  @Nullable Spreading spreading() {
    return spreading;
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(this + " is closed and allocates no more objects");
  }
}
