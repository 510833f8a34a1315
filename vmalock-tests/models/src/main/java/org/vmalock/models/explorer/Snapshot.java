package org.vmalock.models.explorer;

/** A view of one state for conditions: the newest value of every location, whatever threads have seen, and the ghosts. */
public final class Snapshot {
  private final Memory memory;
  private long[] state = new long[0];

  Snapshot(Memory memory) {
    this.memory = memory;
  }

  Snapshot of(long[] newState) {
    state = newState;
    return this;
  }

  /**
   * Returns the newest value of a location.
   *
   * @param location the location
   * @return the value of the last store that reached memory
   */
  public int value(Location location) {
    return memory.newest(state, location);
  }

  /**
   * Returns the value of a ghost.
   *
   * @param ghost the ghost
   * @return its value
   */
  public int value(Ghost ghost) {
    return ghost.get(state);
  }
}
