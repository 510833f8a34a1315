package org.vmalock.jcstress;

import org.vmalock.StructureLock;

/** The library's structure lock. */
final class VmaStructure implements Structure {
  final StructureLock structureLock = new StructureLock();

  @Override
  public void lockWrite() {
    structureLock.lockWrite();
  }

  @Override
  public void unlockWrite() {
    structureLock.unlockWrite();
  }

  @Override
  public void downgrade() {
    structureLock.downgrade();
  }

  @Override
  public void lockRead() {
    structureLock.lockRead();
  }

  @Override
  public void unlockRead() {
    structureLock.unlockRead();
  }

  @Override
  public long trySpeculate() {
    return structureLock.trySpeculate();
  }

  @Override
  public boolean validate(long speculated) {
    return structureLock.validate(speculated);
  }
}
