package org.vmalock.models.explorer;

/** A memory model: what accesses do to a packed state. Stateless; the state is always the argument. */
abstract class Memory {
  /** Returns an upper bound of the length of a state. */
  abstract int capacity();

  /** Writes the initial values into a state whose words are 0. */
  abstract void initialize(long[] state);

  abstract int length(long[] state);

  /** Returns the value of the last store that reached memory. */
  abstract int newest(long[] state, Location location);

  /** Returns how many different stores a load may read. Choice 0 is the newest. */
  abstract int choices(long[] state, int thread, Location location, Mode mode);

  abstract int load(long[] state, int thread, Location location, Mode mode, int choice);

  /** Tells whether a load that makes this choice does not read the newest store. */
  abstract boolean isStale(long[] state, int thread, Location location, int choice);

  abstract void store(long[] state, int thread, Location location, Mode mode, int value);

  /** Performs the load of a read-modify-write that stores nothing. */
  abstract int peek(long[] state, int thread, Location location, Mode mode);

  /** Performs the load and the store of a read-modify-write. */
  abstract void replace(long[] state, int thread, Location location, Mode mode, int value);

  /** Tells whether this thread has stores that a read-modify-write, a volatile store or a full fence has to wait for. */
  boolean hasBufferedStores(long[] state, int thread) {
    return false;
  }

  /** Lets the oldest buffered store of a thread reach memory and returns its location. */
  Location drain(long[] state, int thread) {
    throw new UnsupportedOperationException("no store buffer");
  }

  void fullFence(long[] state, int thread) {}

  void acquireFence(long[] state, int thread) {}

  void releaseFence(long[] state, int thread) {}

  /** Tells whether accesses to the payload are steps, checked for races. */
  boolean checksRaces() {
    return false;
  }

  /** Reads the payload; returns false if a write is not ordered before. */
  boolean readPayload(long[] state, int thread) {
    return true;
  }

  /** Writes the payload; returns false if an access is not ordered before. */
  boolean writePayload(long[] state, int thread) {
    return true;
  }

  /**
   * Brings a state into the form that equal states share.
   *
   * @param ended the threads that have ended, as bits
   * @param waiting the threads that wait for a hand-off before their first step, as bits
   */
  void normalize(long[] state, int ended, int waiting) {}
}
