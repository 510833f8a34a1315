package org.vmalock.jcstress;

import org.jspecify.annotations.Nullable;
import org.vmalock.NearlyFull;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/** The library's lock with a payload. */
final class VmaNode extends VmaLock implements Node {
  private final Payload payload = new Payload();
  private @Nullable VmaPool<VmaNode> pool;

  private VmaNode() {}

  VmaNode(VmaStructure structure) {
    super(structure.structureLock);
  }

  /** Returns a node in its first generation, from a pool of capacity 1. */
  static VmaNode pooled(@Nullable VmaStructure structure) {
    VmaPool<VmaNode> pool = VmaPool.<VmaNode>builder(VmaNode::new).capacity(1).build();
    VmaNode node = structure == null ? pool.alloc() : pool.alloc(structure.structureLock);
    node.pool = pool;
    return node;
  }

  @Override
  public Payload payload() {
    return payload;
  }

  @Override
  public long tryStartRead(Structure structure) {
    return tryStartRead(((VmaStructure) structure).structureLock);
  }

  @Override
  public boolean tryReuse(@Nullable Structure structure) {
    if (pool == null) {
      throw new IllegalStateException(this + " was not allocated from a pool");
    }
    return pool.tryAlloc(structure == null ? null : ((VmaStructure) structure).structureLock) != null;
  }

  @Override
  public void fill(int room) {
    NearlyFull.fill(this, room);
  }

  @Override
  protected void onFree() {
    payload.free();
  }
}
