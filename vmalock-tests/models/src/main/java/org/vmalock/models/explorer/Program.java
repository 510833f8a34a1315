package org.vmalock.models.explorer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The program of a thread as a graph of local states. The graph grows as the explorer asks for successors: each new edge runs the
 * thread's Java code once, so that the search itself works on numbers only.
 */
final class Program {
  private static final class Key {
    final long[] history;

    Key(long[] history) {
      this.history = history;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && Arrays.equals(history, key.history);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(history);
    }
  }

  private final Actor actor;
  private final Replay replay;
  private Node[] nodes = new Node[64];
  private int size;
  private final Map<Key, Node> byHistory = new HashMap<>();

  Program(Actor actor, Replay replay) {
    this.actor = actor;
    this.replay = replay;
    discover(new long[0]);
  }

  Node first() {
    return nodes[0];
  }

  Node node(int id) {
    return nodes[id];
  }

  /** Returns the local state after the operation of a node has returned a value. */
  Node after(Node node, int value) {
    int position = node.find(value);
    return position >= 0 ? node.successor(position) : discover(node, value);
  }

  private Node discover(Node node, int value) {
    Node successor = discover(Replay.extend(node.history, value));
    node.add(value, successor);
    return successor;
  }

  private Node discover(long[] seen) {
    Operation operation = replay.run(actor.body(), seen);
    return byHistory.computeIfAbsent(new Key(replay.history()), key -> create(operation, key.history));
  }

  private Node create(Operation operation, long[] history) {
    if (size > Layout.MAXIMUM_POSITION) {
      throw new IllegalStateException("The program of " + actor + " has more than " + Layout.MAXIMUM_POSITION
          + " local states; wrap its parts in call and its retries in loop");
    }
    Node node = new Node(size, operation, history);
    if (size == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * size);
    }
    nodes[size++] = node;
    return node;
  }
}
