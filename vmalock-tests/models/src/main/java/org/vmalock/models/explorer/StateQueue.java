package org.vmalock.models.explorer;

/** A first-in, first-out queue of packed states of different lengths, in a ring that doubles when it is full. */
final class StateQueue {
  private static final int FIRST_SIZE = 1 << 12;

  private long[] ring = new long[FIRST_SIZE];
  private long head;
  private long tail;

  boolean isEmpty() {
    return head == tail;
  }

  void add(long[] state, int length) {
    while (tail - head + length + 1 > ring.length) {
      grow();
    }
    put(length);
    int at = index(tail);
    int first = Math.min(length, ring.length - at);
    System.arraycopy(state, 0, ring, at, first);
    System.arraycopy(state, first, ring, 0, length - first);
    tail += length;
  }

  /** Moves the oldest state into the array. */
  void remove(long[] state) {
    int length = (int) ring[index(head++)];
    int at = index(head);
    int first = Math.min(length, ring.length - at);
    System.arraycopy(ring, at, state, 0, first);
    System.arraycopy(ring, 0, state, first, length - first);
    head += length;
  }

  private void put(long word) {
    ring[index(tail++)] = word;
  }

  private int index(long position) {
    return (int) position & (ring.length - 1);
  }

  private void grow() {
    long[] former = ring;
    int mask = former.length - 1;
    ring = new long[2 * former.length];
    for (long i = head; i < tail; i++) {
      ring[index(i)] = former[(int) i & mask];
    }
  }
}
