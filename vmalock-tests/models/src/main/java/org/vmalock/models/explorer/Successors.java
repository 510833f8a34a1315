package org.vmalock.models.explorer;

import java.util.Arrays;
import java.util.function.Supplier;

/** The successors of one state, collected before any of them is looked up, so that the look-ups overlap. */
final class Successors {
  private final Supplier<long[]> newState;
  private long[][] states = new long[0][];
  private int[] lengths = new int[0];
  private int[] moves = new int[0];
  private long[] fingerprints = new long[0];
  private int size;

  Successors(Supplier<long[]> newState) {
    this.newState = newState;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Returns the array for the next successor, as a copy of another state. */
  long[] copyOf(long[] state, int length) {
    if (size == states.length) {
      grow();
    }
    System.arraycopy(state, 0, states[size], 0, length);
    return states[size];
  }

  /** Completes the successor that {@link #copyOf} began. */
  void add(int length, int move) {
    lengths[size] = length;
    moves[size] = move;
    fingerprints[size] = VisitedStates.fingerprint(states[size], length);
    size++;
  }

  long[] state(int i) {
    return states[i];
  }

  int length(int i) {
    return lengths[i];
  }

  int move(int i) {
    return moves[i];
  }

  long fingerprint(int i) {
    return fingerprints[i];
  }

  private void grow() {
    int capacity = Math.max(8, 2 * size);
    states = Arrays.copyOf(states, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    moves = Arrays.copyOf(moves, capacity);
    fingerprints = Arrays.copyOf(fingerprints, capacity);
    for (int i = size; i < capacity; i++) {
      states[i] = newState.get();
    }
  }
}
