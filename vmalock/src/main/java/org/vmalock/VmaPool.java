package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.debug.FlightEvents;
import org.vmalock.internal.Failures;

/**
 * A bounded, type-stable pool of {@link VmaLock}s: an object that has been freed stays an object of its class, so a reader who comes
 * too late finds a word that says so, and never somebody else's memory.
 *
 * <p>{@code alloc} gives a detached object in a new generation, owned by the caller. It comes back by itself when its owner has
 * {@linkplain VmaLock#retire retired} it and its last reader has left; there is no method to give it back. Both work from any thread
 * and, once the pool is warm, allocate nothing.
 *
 * <p><b>The bound.</b> At most {@code capacity} objects exist at a time, in use or free. When all are in use, {@link #tryAlloc}
 * returns null, {@link #alloc(StructureLock)} throws {@link PoolExhaustedException}, and {@link #alloc(StructureLock, long, TimeUnit)} waits. While
 * other threads take and give back at the same moment, a refusal may come although an object was free for an instant. The pool is
 * never full: there is room for every object that it has made.
 *
 * <p><b>Failures.</b> If the factory throws, nothing was allocated and the exception is the caller's. If {@link VmaLock#onFree}
 * throws, that object leaves the pool for good and another one may be made in its place.
 *
 * <p>Progress: lock-free but for the waiting form. Memory effects: what was done before an object was freed happens-before what the
 * next owner does with it.
 *
 * <p>The idea is the Linux kernel's type-safe slab cache, from which {@code vm_area_struct} comes.
 *
 * @param <T> the class of the pooled objects
 */
public final class VmaPool<T extends VmaLock> implements AutoCloseable {
  private static final int SLOTS_PER_ROW = 4;
  private static final int ROW_STRIDE_BITS = 5; // references; keeps the rows of two threads on different cache lines
  private static final int MAXIMUM_ROWS = 64;
  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(PoolCell[].class);

  private final String name;
  private final int capacity;
  private final Supplier<? extends T> factory;
  private final Consumer<? super T> onDiscard;

  /** The threads' short-cuts: a row is chosen by thread id, a slot holds a free cell or null. All moves are CASes from null or to it. */
  private final @Nullable PoolCell<T>[] slots;

  private final int rowMask;
  private final FreeStack<T> stack;

  /** The objects that exist; raised before one is made. */
  private final AtomicInteger live = new AtomicInteger();

  /** Cell numbers handed out so far, and those of them that came back with a discarded object. */
  private final AtomicInteger numbers = new AtomicInteger();

  private final Queue<Integer> freeNumbers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger discarded = new AtomicInteger();
  private final Queue<Thread> waiters = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private VmaPool(Builder<T> builder) {
    name = builder.name;
    capacity = builder.capacity;
    factory = builder.factory;
    onDiscard = builder.onDiscard;
    int rows = Math.min(MAXIMUM_ROWS, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1));
    rowMask = rows - 1;
    slots = newSlots(rows << ROW_STRIDE_BITS);
    stack = new FreeStack<>(capacity);
  }

  /**
   * Begins to build a pool.
   *
   * @param <T> the class of the pooled objects
   * @param factory makes a new object by the constructor of {@link VmaLock} without a structure; called by the thread that allocates,
   *     under no lock of the pool
   * @return a builder with a capacity of {@value Builder#DEFAULT_CAPACITY}
   */
  public static <T extends VmaLock> Builder<T> builder(Supplier<? extends T> factory) {
    return new Builder<>(factory);
  }

  /**
   * How a pool is to be.
   *
   * @param <T> the class of the pooled objects
   */
  public static final class Builder<T extends VmaLock> {
    /** The capacity of a pool that is built without saying. */
    public static final int DEFAULT_CAPACITY = 1 << 20;

    private final Supplier<? extends T> factory;
    private String name = "VmaPool";
    private int capacity = DEFAULT_CAPACITY;
    private Consumer<? super T> onDiscard = object -> {};

    private Builder(Supplier<? extends T> factory) {
      this.factory = Objects.requireNonNull(factory, "factory");
    }

    /**
     * Sets the largest number of objects that may exist at a time.
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
     * Sets the name that messages call the pool by.
     *
     * @param name any text
     * @return this builder
     */
    public Builder<T> name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets what is done with an object that leaves the pool for good: on {@link #trim}, on {@link #close}, and when its {@code
     * onFree} has thrown. Called once per object, under no lock of the pool, when nobody can reach the object any more.
     *
     * @param onDiscard releases what the object owns beyond one life
     * @return this builder
     */
    public Builder<T> onDiscard(Consumer<? super T> onDiscard) {
      this.onDiscard = Objects.requireNonNull(onDiscard, "onDiscard");
      return this;
    }

    /**
     * Builds the pool, with no object in it yet.
     *
     * @return the pool
     */
    public VmaPool<T> build() {
      return new VmaPool<>(this);
    }
  }

  // ---- Taking

  /**
   * Takes an object that belongs to no structure.
   *
   * @return a detached object of a new generation, owned by the caller
   * @throws PoolExhaustedException if all objects are in use
   * @throws IllegalStateException if the pool is closed
   */
  public T alloc() {
    return allocOrRefuse(null);
  }

  /**
   * Takes an object for a structure.
   *
   * @param structure the lock under which the object will be write-locked
   * @return a detached object of a new generation, owned by the caller
   * @throws PoolExhaustedException if all objects are in use
   * @throws IllegalStateException if the pool is closed
   */
  public T alloc(StructureLock structure) {
    return allocOrRefuse(Objects.requireNonNull(structure, "structure"));
  }

  /**
   * Takes an object if one can be had without waiting.
   *
   * @param structure the lock under which the object will be write-locked, or null for none
   * @return a detached object of a new generation, owned by the caller; or null if all objects are in use
   * @throws IllegalStateException if the pool is closed
   */
  public @Nullable T tryAlloc(@Nullable StructureLock structure) {
    if (closed) {
      throw closedException();
    }
    PoolCell<T> cell = take();
    if (cell == null) {
      return createOrSteal(structure);
    }
    cell.object.beginLife(structure);
    return cell.object;
  }

  /**
   * Takes an object, waiting until one comes back if all are in use.
   *
   * @param structure the lock under which the object will be write-locked, or null for none
   * @param timeout how long to wait at most, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return a detached object of a new generation, owned by the caller
   * @throws PoolExhaustedException if the time ran out
   * @throws InterruptedException if interrupted while waiting; nothing was allocated
   * @throws IllegalStateException if the pool is closed, or is closed meanwhile
   */
  public T alloc(@Nullable StructureLock structure, long timeout, TimeUnit unit) throws InterruptedException {
    T object = tryAlloc(structure);
    return object != null ? object : await(structure, timeout, unit);
  }

  private T allocOrRefuse(@Nullable StructureLock structure) {
    T object = tryAlloc(structure);
    if (object == null) {
      FlightEvents.endPoolExhausted(FlightEvents.beginPoolExhausted(), name, capacity, false);
      throw new PoolExhaustedException(this + " is exhausted: all objects are in use. Retire some, wait for one with"
          + " alloc(structure, timeout, unit), or build the pool with a larger capacity");
    }
    return object;
  }

  /** Any free cell of this thread's row, or else the top of the stack. */
  private @Nullable PoolCell<T> take() {
    int row = row();
    for (int slot = row; slot < row + SLOTS_PER_ROW; slot++) {
      PoolCell<T> cell = takeFrom(slot);
      if (cell != null) {
        return cell;
      }
    }
    return stack.pop();
  }

  @SuppressWarnings("unchecked")
  private @Nullable PoolCell<T> takeFrom(int slot) {
    PoolCell<T> cell = (PoolCell<T>) SLOT.getOpaque(slots, slot);
    return cell != null && SLOT.compareAndSet(slots, slot, cell, null) ? cell : null;
  }

  private @Nullable T createOrSteal(@Nullable StructureLock structure) {
    T created = tryCreate(structure);
    if (created != null) {
      return created;
    }
    PoolCell<T> stolen = takeAnywhere();
    if (stolen == null) {
      return null;
    }
    stolen.object.beginLife(structure);
    return stolen.object;
  }

  private @Nullable PoolCell<T> takeAnywhere() {
    for (int row = 0; row < slots.length; row += 1 << ROW_STRIDE_BITS) {
      for (int slot = row; slot < row + SLOTS_PER_ROW; slot++) {
        PoolCell<T> cell = takeFrom(slot);
        if (cell != null) {
          return cell;
        }
      }
    }
    return stack.pop();
  }

  /** Makes a new object if the bound allows; it begins in its first generation. */
  private @Nullable T tryCreate(@Nullable StructureLock structure) {
    if (!reserve()) {
      return null;
    }
    int number = freeNumber();
    boolean made = false;
    try {
      T object = Objects.requireNonNull(factory.get(), () -> "the factory of " + this + " returned null");
      PoolCell<T> cell = new PoolCell<>(this, object, number);
      object.belongTo(cell, structure);
      stack.register(cell);
      made = true;
      return object;
    } finally {
      if (!made) {
        release(number);
      }
    }
  }

  private boolean reserve() {
    int count = live.get();
    while (count < capacity) {
      int seen = live.compareAndExchange(count, count + 1);
      if (seen == count) {
        return true;
      }
      count = seen;
    }
    return false;
  }

  /** A number comes back before its place under the bound does, so there are never more numbers than capacity. */
  private void release(int number) {
    freeNumbers.add(number);
    live.decrementAndGet();
    wakeOne();
  }

  private int freeNumber() {
    Integer number = freeNumbers.poll();
    return number != null ? number : numbers.incrementAndGet();
  }

  private T await(@Nullable StructureLock structure, long timeout, TimeUnit unit) throws InterruptedException {
    Object event = FlightEvents.beginPoolExhausted();
    boolean obtained = false;
    long begin = System.nanoTime();
    long nanos = Math.max(unit.toNanos(timeout), 0);
    Thread self = Thread.currentThread();
    waiters.add(self);
    VarHandle.fullFence(); // seen as waiting, then look: pairs with the CAS of putBack, then peek
    try {
      while (true) {
        T object = tryAlloc(structure);
        if (object != null) {
          obtained = true;
          return object;
        }
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          throw new PoolExhaustedException(this + " is exhausted: no object came back within " + timeout + " "
              + unit.toString().toLowerCase(java.util.Locale.ROOT));
        }
        LockSupport.parkNanos(this, Math.min(left, LONGEST_PARK_NANOS));
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for an object of " + this);
        }
      }
    } finally {
      waiters.remove(self);
      wakeOne(); // a wake-up that was meant for this thread, and that it did not need, goes on to the next
      FlightEvents.endPoolExhausted(event, name, capacity, obtained);
    }
  }

  // ---- Giving back

  /** The last reference of an object is gone and {@code onFree} has run. Called by whoever dropped it. */
  void giveBack(PoolCell<T> cell, boolean reusable) {
    if (!reusable) {
      discard(cell);
      return;
    }
    putBack(cell);
    if (closed) {
      trim(); // close() may have emptied the pool before this cell arrived
    } else {
      wakeOne();
    }
  }

  private void putBack(PoolCell<T> cell) {
    int row = row();
    for (int slot = row; slot < row + SLOTS_PER_ROW; slot++) {
      if (SLOT.getOpaque(slots, slot) == null && SLOT.compareAndSet(slots, slot, null, cell)) {
        return;
      }
    }
    stack.push(cell);
  }

  private void wakeOne() {
    Thread waiter = waiters.peek();
    if (waiter != null) {
      LockSupport.unpark(waiter);
    }
  }

  /** The place under the bound is free only when what the object owned is released. */
  private void discard(PoolCell<T> cell) {
    discarded.incrementAndGet();
    try {
      onDiscard.accept(cell.object);
    } finally {
      release(cell.index);
    }
  }

  /**
   * Discards the objects that are free now. Objects that come back meanwhile may stay. What {@code onDiscard} throws is thrown when
   * all are discarded, later ones suppressed in it.
   *
   * @return how many were discarded
   */
  public int trim() {
    int trimmed = 0;
    Throwable failure = null;
    for (PoolCell<T> cell = takeAnywhere(); cell != null; cell = takeAnywhere()) {
      trimmed++;
      try {
        discard(cell);
      } catch (Throwable e) {
        failure = Failures.join(failure, e);
      }
    }
    Failures.rethrow(failure);
    return trimmed;
  }

  /**
   * Refuses further allocation and discards the free objects; those in use are discarded as they come back. Does not wait, and may be
   * called again.
   */
  @Override
  public void close() {
    closed = true;
    VarHandle.fullFence(); // closed, then empty: pairs with the CAS of putBack, then the look at closed
    for (Thread waiter : waiters) {
      LockSupport.unpark(waiter);
    }
    trim();
  }

  // ---- Questions

  /**
   * The bound.
   *
   * @return the largest number of objects that may exist at a time
   */
  public int capacity() {
    return capacity;
  }

  /**
   * The objects that exist, in use or free. Moves while others allocate.
   *
   * @return from 0 to {@link #capacity}
   */
  public int size() {
    return live.get();
  }

  /**
   * The objects that have left the pool for good.
   *
   * @return their number since the pool was built
   */
  public int discarded() {
    return discarded.get();
  }

  /**
   * Tells whether {@link #close} has been called.
   *
   * @return whether the pool refuses to allocate
   */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public String toString() {
    return name + "[" + live.get() + " of " + capacity + " objects" + (closed ? ", closed" : "") + "]";
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(this + " is closed and allocates no more");
  }

  private int row() {
    return ((int) Thread.currentThread().getId() & rowMask) << ROW_STRIDE_BITS;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T extends VmaLock> @Nullable PoolCell<T>[] newSlots(int length) {
    return new PoolCell[length];
  }
}
