package org.vmalock.models.explorer;

import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/**
 * A variable shared by the threads of a protocol, with the access modes of {@link java.lang.invoke.VarHandle}. Values are those of a
 * {@code short}. Every method is one step, and may be called by the program of a thread only.
 */
public final class Location {
  private static final int FREE = 0;

  private final Protocol protocol;
  private final String name;
  private final int initial;
  private final int index;
  private final boolean loadable;
  private IntFunction<String> format = Integer::toString;

  Location(Protocol protocol, String name, int index, int initial, boolean loadable) {
    this.protocol = protocol;
    this.name = name;
    this.index = index;
    this.initial = initial;
    this.loadable = loadable;
  }

  /**
   * Sets how traces print values of this location.
   *
   * @param newFormat from a value to its text
   * @return this
   */
  public Location shownAs(IntFunction<String> newFormat) {
    format = newFormat;
    return this;
  }

  // ---- Loads and stores

  public int getOpaque() {
    return get(Mode.OPAQUE);
  }

  public int getAcquire() {
    return get(Mode.ACQUIRE);
  }

  public int getVolatile() {
    return get(Mode.VOLATILE);
  }

  public int get(Mode mode) {
    if (!loadable) {
      throw new IllegalStateException(name + " was declared as a lock, which is never loaded; declare it as a location");
    }
    return protocol.perform(Operation.access(Operation.Kind.LOAD, this, mode, 0, 0));
  }

  public void setOpaque(int value) {
    set(Mode.OPAQUE, value);
  }

  public void setRelease(int value) {
    set(Mode.RELEASE, value);
  }

  public void setVolatile(int value) {
    set(Mode.VOLATILE, value);
  }

  public void set(Mode mode, int value) {
    protocol.perform(Operation.access(Operation.Kind.STORE, this, mode, value, 0));
  }

  // ---- Read-modify-writes; volatile where no mode is given

  public boolean compareAndSet(int expected, int value) {
    return compareAndSet(Mode.VOLATILE, expected, value);
  }

  public boolean compareAndSet(Mode mode, int expected, int value) {
    return protocol.perform(Operation.access(Operation.Kind.COMPARE_AND_SET, this, mode, expected, value)) != 0;
  }

  public int compareAndExchange(int expected, int value) {
    return compareAndExchange(Mode.VOLATILE, expected, value);
  }

  public int compareAndExchange(Mode mode, int expected, int value) {
    return protocol.perform(Operation.access(Operation.Kind.COMPARE_AND_EXCHANGE, this, mode, expected, value));
  }

  public int getAndSet(int value) {
    return protocol.perform(Operation.access(Operation.Kind.GET_AND_SET, this, Mode.VOLATILE, value, 0));
  }

  public int getAndAdd(int delta) {
    return getAndAdd(Mode.VOLATILE, delta);
  }

  public int getAndAdd(Mode mode, int delta) {
    return protocol.perform(Operation.access(Operation.Kind.GET_AND_ADD, this, mode, delta, 0));
  }

  /**
   * Updates the value in one read-modify-write; stores nothing if the function returns its argument.
   *
   * @param update from the present value to the new one
   * @return the present value
   */
  public int getAndUpdate(IntUnaryOperator update) {
    return getAndUpdate(Mode.VOLATILE, update);
  }

  public int getAndUpdate(Mode mode, IntUnaryOperator update) {
    return protocol.perform(Operation.update(this, mode, update));
  }

  // ---- Waiting

  /**
   * Waits until this location holds the expected value and replaces it in the same step. Stands for a lock or a queue that is not
   * itself the object of the exploration.
   *
   * @param expected the value to wait for
   * @param value the new value
   */
  public void awaitCompareAndSet(int expected, int value) {
    protocol.perform(Operation.access(Operation.Kind.AWAIT_COMPARE_AND_SET, this, Mode.VOLATILE, expected, value));
  }

  /** Acquires this location as an exclusive lock: waits for 0 and stores 1. */
  public void lock() {
    awaitCompareAndSet(FREE, 1);
  }

  /** Releases this location as an exclusive lock, by a release store of 0. */
  public void unlock() {
    setRelease(FREE);
  }

  // ---- For the explorer

  int initial() {
    return initial;
  }

  /** The number of this location among those that are loadable, or among the locks. */
  int index() {
    return index;
  }

  boolean isLoadable() {
    return loadable;
  }

  String show(int value) {
    return format.apply(value);
  }

  @Override
  public String toString() {
    return name;
  }
}
