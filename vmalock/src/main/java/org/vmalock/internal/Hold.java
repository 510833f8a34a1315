package org.vmalock.internal;

import java.lang.ref.WeakReference;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One hold that is recorded: what is held, by which thread, since when, and the stack of the acquisition. Compared by identity. */
public final class Hold {
  /** What a hold is of. */
  public enum Kind {
    /** The read lock of a node. */
    READ("the read lock of the node ", "is read-locked"),

    /** The read lock of a node, acquired by way of the JDK's interface, whose release names no hold. */
    VIEW_READ("the read lock of the node ", "is read-locked"),

    /** The read lock of a structure. */
    STRUCTURE_READ("the read lock of ", "is read-locked"),

    /** The write lock of a structure. */
    STRUCTURE_WRITE("the write lock of ", "is write-locked"),

    /** The owner reference of a pooled object. */
    OWNER("the owner reference of ", "is owned"),

    /** A resource that is borrowed until an object is closed. */
    BORROW("a borrow of ", "is borrowed");

    final String words;
    final String state;

    Kind(String words, String state) {
      this.words = words;
      this.state = state;
    }
  }

  /** The rank of a hold that another thread has to release. */
  static final int FOREIGN = 3;

  final Kind kind;
  final Object object;

  /** The structure that the object belongs to, or null. */
  final @Nullable Object group;

  final int generation;
  final Thread acquiredBy;

  private final Supplier<String> description;
  private final long since = System.nanoTime();

  /** The stack trace of the acquisition. */
  private final Throwable place = new Throwable();

  /** The pool that the object belongs to, or null. */
  @Nullable Object pool;

  /** For an owner reference: whether the object is neither attached nor retired. */
  @Nullable BooleanSupplier detached;

  /** The class of the node in the order of locks, or null. */
  @Nullable String orderClass;

  /** The thread that has to release this hold; null once it was handed off. Written by that thread; read by any for a description. */
  volatile @Nullable Thread owner;

  /** The object whose close releases this hold, or null. */
  volatile @Nullable WeakReference<Object> handle;

  /** A handle is being closed by its owner: the next release of this lock by that thread is of this hold. */
  volatile boolean closing;

  /** A leak was logged. Accessed by the thread that searches for leaks. */
  boolean logged;

  /** The time at which a search first found the object detached, or 0. Written by any thread that searches, whose times differ little. */
  volatile long detachedSince;

  /**
   * Creates the record of an acquisition by the current thread.
   *
   * @param kind what was acquired
   * @param object the lock, the structure or the reference
   * @param group the structure that it belongs to, or null
   * @param generation its generation
   * @param description returns its name and state
   */
  public Hold(Kind kind, Object object, @Nullable Object group, int generation, Supplier<String> description) {
    this.kind = kind;
    this.object = object;
    this.group = group;
    this.generation = generation;
    this.description = description;
    acquiredBy = Thread.currentThread();
    owner = acquiredBy;
  }

  /**
   * Sets how a search for leaks finds out that the owner has forgotten the object.
   *
   * @param test whether the object is neither attached nor retired
   * @return this hold
   */
  public Hold withDetached(BooleanSupplier test) {
    detached = test;
    return this;
  }

  /**
   * Sets the pool that the object belongs to.
   *
   * @param home the pool, or null
   * @return this hold
   */
  public Hold withPool(@Nullable Object home) {
    pool = home;
    return this;
  }

  /**
   * Sets the class of the node in the order of locks.
   *
   * @param name the class, or null
   * @return this hold
   */
  public Hold withOrderClass(@Nullable String name) {
    orderClass = name;
    return this;
  }

  boolean isOf(Kind wanted, Object of, int inGeneration) {
    return object == of && kind == wanted && generation == inGeneration;
  }

  /** Returns whether this is a hold of an object, of a node of a structure, or of an object of a pool. */
  boolean concerns(Object lock) {
    return object == lock || group == lock || pool == lock;
  }

  boolean isRead() {
    return kind == Kind.READ || kind == Kind.VIEW_READ;
  }

  boolean isOwnedByCurrentThread() {
    return owner == Thread.currentThread();
  }

  boolean isOwnedBy(Object closed) {
    WeakReference<Object> reference = handle;
    return reference != null && reference.get() == closed;
  }

  /** Notes that another thread will release this hold, if it is of an object or a handle and the current thread has to release it. */
  void handOffIfOf(Object objectOrHandle) {
    if (isOwnedByCurrentThread() && (object == objectOrHandle || isOwnedBy(objectOrHandle))) {
      owner = null;
    }
  }

  boolean hasOpenHandle() {
    return handle != null && !closing;
  }

  /** Returns whether the handle was collected: no thread can close it any more. */
  boolean isDropped() {
    WeakReference<Object> reference = handle;
    return !closing && reference != null && reference.get() == null;
  }

  /** Gives the hold to the current thread, which is about to release it by closing its handle. */
  void beginClose() {
    closing = true;
    owner = Thread.currentThread();
  }

  /** Returns which of the holds that fit the current thread releases: the one with the lowest rank, and of these the latest. */
  int rank() {
    Thread releases = owner;
    return closing && releases == Thread.currentThread() ? 0 : releases == Thread.currentThread() ? 1 : releases == null ? 2 : FOREIGN;
  }

  long since() {
    return since;
  }

  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
  }

  /** Describes the object with its present state. */
  String describeObject() {
    return Names.describe(object, description);
  }

  Throwable place() {
    return place;
  }

  /** Returns the acquisition as the cause of an exception. */
  Throwable asCause() {
    return Stacks.cause(kind.words + describeObject() + " was acquired here, by " + Names.of(acquiredBy)
        + (acquiredBy.getState() == Thread.State.TERMINATED ? ", which has ended" : ""), place);
  }

  /** Appends several lines: the thread with its state and position, the time, and the stack of the acquisition. */
  void appendTo(StringBuilder text) {
    text.append("  by ").append(Names.of(acquiredBy)).append(owner == null ? " (handed off)" : "");
    text.append(" for ").append(millis()).append(" ms, ").append(describe(acquiredBy)).append("; acquired").append(System.lineSeparator());
    Stacks.append(text, Stacks.trim(place.getStackTrace()));
  }

  /** Returns the state of a thread, and where it is. */
  static String describe(Thread thread) {
    Thread.State state = thread.getState();
    if (state == Thread.State.TERMINATED) {
      return "the thread has ended";
    }
    StackTraceElement position = thread == Thread.currentThread() ? null : Stacks.position(thread);
    String words = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "the thread is " + words + (position == null ? "" : " at " + position);
  }
}
