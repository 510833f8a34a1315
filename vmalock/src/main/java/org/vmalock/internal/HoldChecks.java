package org.vmalock.internal;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Refuses waits that cannot end, at level {@code all}: those of a thread for itself, and those against the order of locks. */
public final class HoldChecks {
  private HoldChecks() {}

  /**
   * Throws if the current thread would wait for itself in a structure lock. Called before each wait for it, whether or not it is free.
   *
   * @param structure the structure lock
   * @throws IllegalStateException naming what the thread holds; its cause is the acquisition
   */
  public static void checkStructureWait(Object structure) {
    Hold hold = HoldTable.ownHold(own -> own.isRead() && own.group == structure);
    if (hold != null) {
      throw refused("is about to wait for " + structure + " while it holds " + hold.kind.words + hold.describeObject() + ": a writer that"
          + " holds the structure lock would wait for this reader, a deadlock. Release the read lock first and look the node up again under"
          + " the structure lock; if another thread releases it, call HoldTracker.handOff(node)", hold);
    }
    hold = HoldTable.ownHold(own -> own.kind == Hold.Kind.STRUCTURE_READ && own.object == structure);
    if (hold != null) {
      throw refused("is about to wait for " + structure + " while it holds its read lock: a writer waits until that is released, and the"
          + " thread would wait for itself. Release the read lock first; there is no upgrade", hold);
    }
    LockOrder.check(structure, null);
  }

  /**
   * Throws if the current thread would wait for itself in the read lock of a node: it holds a node of the same structure.
   *
   * @param node the node
   * @param structure its structure lock
   * @param orderClass the class of the node in the order of locks, or null
   * @throws IllegalStateException naming what the thread holds; its cause is the acquisition
   */
  public static void checkNodeWait(Object node, Object structure, @Nullable String orderClass) {
    if (HoldTable.ownHold(own -> own.object == structure) != null) {
      return; // no writer can be active: the read does not wait
    }
    Hold hold = HoldTable.ownHold(own -> own.isRead() && own.group == structure);
    if (hold != null) {
      throw refused("is about to wait for " + (hold.object == node ? "one more read lock of the same node, and" : "a node of " + structure + " while it")
          + " holds " + hold.kind.words + hold.describeObject() + ": a writer may wait for that reader, and the thread would wait for the"
          + " writer, a deadlock. Use tryStartRead and release both if it fails, a time limit, or retain for the same node", hold);
    }
    LockOrder.check(structure, orderClass);
  }

  /**
   * Throws if the current thread holds the read lock of the node whose readers it is going to wait for.
   *
   * @param node the node
   * @param orderClass the class of the node in the order of locks, or null
   * @throws IllegalStateException naming the node; its cause is the acquisition of the read lock
   */
  public static void checkDrain(Object node, @Nullable String orderClass) {
    Hold hold = ownRead(node);
    if (hold != null) {
      throw refused("is about to wait for the readers of " + hold.describeObject() + " and is one of them: it would wait for itself."
          + " Release the read lock before startWrite; if another thread releases it, call HoldTracker.handOff(node)", hold);
    }
    if (orderClass != null) {
      LockOrder.check(null, orderClass);
    }
  }

  /**
   * Throws if the current thread holds the read lock of an object that it is going to retire with a wait for its readers.
   *
   * @param node the object
   * @throws IllegalStateException naming the object; its cause is the acquisition of the read lock
   */
  public static void checkRetire(Object node) {
    Hold hold = ownRead(node);
    if (hold != null) {
      throw refused("is about to retire " + hold.describeObject() + " and to wait for its readers, and is one of them: it would wait for"
          + " itself. Release the read lock before retireAndWait, or use retire, which does not wait", hold);
    }
  }

  /**
   * Throws if the current thread holds the read lock of an object for whose return it is going to wait.
   *
   * @param awaited the pool or the cache
   * @param isAwaited whether the wait is for this lock
   * @throws IllegalStateException naming the object; its cause is the acquisition of the read lock
   */
  public static void checkClose(Object awaited, Predicate<Object> isAwaited) {
    Hold hold = HoldTable.ownHold(own -> own.isRead() && isAwaited.test(own.object));
    if (hold != null) {
      throw refused("is about to close " + awaited + " and to wait for its holders, and holds " + hold.kind.words + hold.describeObject()
          + ": it would wait for itself. Release it before the close", hold);
    }
  }

  /**
   * Throws if the current thread is going to wait for an object of a pool and holds the read locks of all objects itself.
   *
   * @param pool the pool
   * @param capacity the largest number of its objects
   * @throws IllegalStateException naming one of them; its cause is the acquisition of the oldest read lock
   */
  public static void checkAllocation(Object pool, int capacity) {
    List<Hold> own = HoldTable.ownHolds();
    own.removeIf(hold -> !(hold.isRead() && hold.pool == pool));
    if (own.stream().map(hold -> System.identityHashCode(hold.object)).distinct().count() >= capacity) {
      throw refused("is about to wait for an object of " + pool + " while it holds all of them, among them " + own.get(0).kind.words
          + own.get(0).describeObject() + ": it would wait for itself. Release one first, or build the pool with a larger capacity", own.get(0));
    }
  }

  private static @Nullable Hold ownRead(Object node) {
    return HoldTable.ownHold(own -> own.isRead() && own.object == node);
  }

  private static IllegalStateException refused(String message, Hold hold) {
    return Violations.report(new IllegalStateException(Names.of(Thread.currentThread()) + " " + message, hold.asCause()));
  }
}
