package org.vmalock.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The order in which threads of this JVM have acquired structures, and nodes of classes that the user names: an edge from each that a thread
 * held to the one that it was about to wait for. A wait whose edge closes a cycle is refused, whether or not another thread holds anything.
 *
 * <p>A read lock of a node counts as its structure: a writer of the structure waits for it. Structures are compared by identity, and
 * forgotten when they are collected; classes of nodes by name, and kept.
 */
final class LockOrder {
  /** By what was held, and by what was awaited meanwhile. Guarded by itself. */
  private static final Map<Object, Map<Object, Edge>> EDGES = new WeakHashMap<>();

  private static final Map<String, NodeClass> CLASSES = new HashMap<>();

  private LockOrder() {}

  /** A class of nodes. Compared by identity. */
  private static final class NodeClass {
    private final String name;

    NodeClass(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return "a node of class " + name;
    }
  }

  /** The first time that one was awaited while the other was held. */
  private static final class Edge {
    private final String held;
    private final String awaited;
    private final Throwable acquired;
    private final Throwable waits = new Throwable();
    private final String thread = Names.of(Thread.currentThread());

    Edge(Object held, Object awaited, Throwable acquired) {
      this.held = nameOf(held);
      this.awaited = nameOf(awaited);
      this.acquired = acquired;
    }

    /** Returns what stands before the state in a description. */
    private static String nameOf(Object described) {
      String text = described.toString();
      int end = text.indexOf('[');
      return end < 0 ? text : text.substring(0, end);
    }

    Throwable acquisition() {
      return Stacks.cause("it holds " + held + ", acquired here", acquired);
    }

    /** Returns both stacks, for an exception of the reverse order. */
    Throwable earlier() {
      Throwable wait = Stacks.cause("before, " + thread + " waited here for " + awaited, waits);
      wait.initCause(Stacks.cause("while it held " + held + ", acquired here", acquired));
      return wait;
    }
  }

  /**
   * Records that the current thread is about to wait while it holds what it holds.
   *
   * @param structure the structure that the thread waits for, or whose node it waits for; null for none
   * @param orderClass the class of the node that it waits for, or null
   * @throws IllegalStateException if the reverse order was recorded before; nothing has changed
   */
  static void check(@Nullable Object structure, @Nullable String orderClass) {
    List<Hold> own = HoldTable.ownHolds();
    if (own.isEmpty()) {
      return;
    }
    if (structure != null) {
      for (Hold hold : own) {
        Object key = structureOf(hold);
        if (key != null) {
          check(hold, key, structure);
        }
      }
    }
    if (orderClass != null) {
      for (Hold hold : own) {
        if (hold.orderClass != null) {
          check(hold, classOf(hold.orderClass), classOf(orderClass));
        }
      }
    }
  }

  private static @Nullable Object structureOf(Hold hold) {
    return switch (hold.kind) {
      case READ, VIEW_READ -> hold.group;
      case STRUCTURE_READ, STRUCTURE_WRITE -> hold.object;
      case OWNER, BORROW -> null;
    };
  }

  private static NodeClass classOf(String name) {
    synchronized (EDGES) {
      return CLASSES.computeIfAbsent(name, NodeClass::new);
    }
  }

  private static void check(Hold hold, Object held, Object awaited) {
    if (held == awaited || isKnown(held, awaited)) {
      return;
    }
    Edge edge = new Edge(held, awaited, hold.place());
    List<Edge> reverse = new ArrayList<>();
    synchronized (EDGES) {
      if (!findPath(awaited, held, new ArrayList<>(), reverse)) {
        EDGES.computeIfAbsent(held, absent -> new WeakHashMap<>()).put(awaited, edge);
        return;
      }
    }
    throw refusal(edge, reverse);
  }

  private static boolean isKnown(Object held, Object awaited) {
    synchronized (EDGES) {
      return EDGES.getOrDefault(held, Map.of()).containsKey(awaited);
    }
  }

  /** Finds a path from one key to another; appends its edges. */
  private static boolean findPath(Object from, Object to, List<Object> visited, List<Edge> path) {
    if (from == to) {
      return true;
    }
    if (visited.contains(from)) {
      return false;
    }
    visited.add(from);
    for (Map.Entry<Object, Edge> next : EDGES.getOrDefault(from, Map.of()).entrySet()) {
      path.add(next.getValue());
      if (findPath(next.getKey(), to, visited, path)) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  private static IllegalStateException refusal(Edge edge, List<Edge> reverse) {
    StringBuilder order = new StringBuilder(reverse.get(0).held);
    reverse.forEach(earlier -> order.append(", then ").append(earlier.awaited));
    IllegalStateException refusal =
        new IllegalStateException(edge.thread + " is about to wait for " + edge.awaited + " while it holds " + edge.held
            + ", but the order so far was " + order + ": threads that follow both orders wait for each other, a deadlock. Acquire them in one"
            + " order everywhere", edge.acquisition());
    reverse.forEach(earlier -> refusal.addSuppressed(earlier.earlier()));
    return Violations.report(refusal);
  }
}
