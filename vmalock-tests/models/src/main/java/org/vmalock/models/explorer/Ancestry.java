package org.vmalock.models.explorer;

import java.util.Arrays;

/** For each state, in the order of discovery, the state and the move that it was reached by. */
final class Ancestry {
  private static final int FIRST_SIZE = 1 << 12;

  private int[] parents = new int[FIRST_SIZE];
  private int[] moves = new int[FIRST_SIZE];
  private int size;

  int size() {
    return size;
  }

  void add(int parent, int move) {
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, 2 * size);
      moves = Arrays.copyOf(moves, 2 * size);
    }
    parents[size] = parent;
    moves[size++] = move;
  }

  /** Returns the moves from the first state to the given one. */
  int[] path(int state) {
    int length = 0;
    for (int i = state; i != 0; i = parents[i]) {
      length++;
    }
    int[] path = new int[length];
    for (int i = state; i != 0; i = parents[i]) {
      path[--length] = moves[i];
    }
    return path;
  }
}
