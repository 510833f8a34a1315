package org.vmalock.jcstress;

import org.jspecify.annotations.Nullable;
import org.vmalock.NearlyFull;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/** A node: a lock with the payload that it guards. */
final class Node extends VmaLock {
  private final Payload payload = new Payload();
  private @Nullable VmaPool<Node> pool;

  private Node() {}

  Node(StructureLock structure) {
    super(structure);
  }

  /** Returns a node in its first generation, from a pool of capacity 1. */
  static Node pooled(@Nullable StructureLock structure) {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(1).build();
    Node node = structure == null ? pool.alloc() : pool.alloc(structure);
    node.pool = pool;
    return node;
  }

  /** Returns the data that the lock guards. */
  Payload payload() {
    return payload;
  }

  /** Allocates the object from its pool, which has no other, in its next generation; returns false while it is in use. */
  boolean tryReuse(@Nullable StructureLock structure) {
    if (pool == null) {
      throw new IllegalStateException(this + " was not allocated from a pool");
    }
    return pool.tryAlloc(structure) != null;
  }

  /** Raises the count so that {@code room} more readers fit. For a node without readers. */
  void fill(int room) {
    NearlyFull.fill(this, room);
  }

  @Override
  protected void onFree() {
    payload.free();
  }
}
