package org.vmalock.models.explorer;

import java.util.Arrays;

/** A local state of a thread: its history, the operation to come, and the local states that follow by the value which that returns. */
final class Node {
  final int id;
  final Operation operation;
  final long[] history;
  private int[] values = new int[2];
  private Node[] successors = new Node[2];
  private int size;

  Node(int id, Operation operation, long[] history) {
    this.id = id;
    this.operation = operation;
    this.history = history;
  }

  /** Returns the position of a value among those that have a successor, or -1. */
  int find(int value) {
    for (int i = 0; i < size; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    return -1;
  }

  Node successor(int position) {
    return successors[position];
  }

  void add(int value, Node successor) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      successors = Arrays.copyOf(successors, 2 * size);
    }
    values[size] = value;
    successors[size++] = successor;
  }
}
