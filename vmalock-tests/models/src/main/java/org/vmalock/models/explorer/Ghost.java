package org.vmalock.models.explorer;

import java.util.function.ToIntFunction;

/**
 * A variable of the proof and not of the protocol, from 0 to 15. Ghosts are updated in one step with the operation before, and only
 * conditions read them.
 */
public final class Ghost {
  static final int BITS = 4;
  static final int MAXIMUM = (1 << BITS) - 1;

  private final Protocol protocol;
  private final String name;
  private final int shift;
  private final int initial;

  Ghost(Protocol protocol, String name, int number, int initial) {
    this.protocol = protocol;
    this.name = name;
    this.shift = number * BITS;
    this.initial = initial;
  }

  /**
   * Stores a value.
   *
   * @param value the new value, from 0 to 15
   */
  public void set(int value) {
    protocol.perform(Operation.ghost(Operation.Kind.GHOST_SET, this, value));
  }

  /**
   * Adds to the value.
   *
   * @param delta what to add
   */
  public void add(int delta) {
    protocol.perform(Operation.ghost(Operation.Kind.GHOST_ADD, this, delta));
  }

  /**
   * Stores what a function of the state returns, from 0 to 15.
   *
   * @param observation the function
   */
  public void observe(ToIntFunction<Snapshot> observation) {
    protocol.perform(Operation.observation(this, observation));
  }

  int initial() {
    return initial;
  }

  int get(long[] state) {
    return (int) (state[Layout.GHOSTS] >>> shift) & MAXIMUM;
  }

  void put(long[] state, int value) {
    if (value < 0 || value > MAXIMUM) {
      throw new IllegalStateException("Ghost " + name + " := " + value + ", expected 0 to " + MAXIMUM);
    }
    state[Layout.GHOSTS] = (state[Layout.GHOSTS] & ~((long) MAXIMUM << shift)) | ((long) value << shift);
  }

  @Override
  public String toString() {
    return name;
  }
}
