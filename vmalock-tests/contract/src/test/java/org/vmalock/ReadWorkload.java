package org.vmalock;

import java.util.function.ObjIntConsumer;

/** Reads one node so many times, in one of three ways. Loaded by the loader of the library that it reads. */
public final class ReadWorkload implements ObjIntConsumer<String> {
  /** Required by the class loader. */
  public ReadWorkload() {}

  @Override
  public void accept(String way, int times) {
    StructureLock structure = new StructureLock(way.equals("hazard") ? Spreading.ALWAYS : Spreading.NEVER);
    VmaLock node = new VmaLock(structure);
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    structure.unlockWrite();
    node.endRead(node.tryStartRead());
    org.vmalock.testing.WriteCounts.take();
    for (int i = 0; i < times; i++) {
      if (way.equals("optimistic")) {
        long stamp = node.tryOptimisticRead();
        if (!node.validate(stamp)) {
          throw new AssertionError(node);
        }
      } else {
        node.endRead(node.tryStartRead());
      }
    }
  }
}
