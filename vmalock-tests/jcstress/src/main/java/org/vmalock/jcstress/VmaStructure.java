package org.vmalock.jcstress;

import org.vmalock.MmLock;

/** The library's structure lock. */
final class VmaStructure implements Structure {
  final MmLock mmLock = new MmLock();

  @Override
  public void lockWrite() {
    mmLock.lockWrite();
  }

  @Override
  public void unlockWrite() {
    mmLock.unlockWrite();
  }

  @Override
  public void downgrade() {
    mmLock.downgrade();
  }

  @Override
  public void lockRead() {
    mmLock.lockRead();
  }

  @Override
  public void unlockRead() {
    mmLock.unlockRead();
  }

  @Override
  public long trySpeculate() {
    return mmLock.trySpeculate();
  }

  @Override
  public boolean validate(long speculated) {
    return mmLock.validate(speculated);
  }
}
