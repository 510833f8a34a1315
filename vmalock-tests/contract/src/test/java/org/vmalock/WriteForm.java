package org.vmalock;

import java.util.concurrent.TimeUnit;

/** The methods that write-lock a node. */
enum WriteForm {
  UNINTERRUPTIBLE {
    @Override
    boolean start(VmaLock node) {
      node.startWrite();
      return true;
    }
  },
  INTERRUPTIBLE {
    @Override
    boolean start(VmaLock node) throws InterruptedException {
      node.startWriteInterruptibly();
      return true;
    }
  },
  TIMED {
    @Override
    boolean start(VmaLock node) throws InterruptedException {
      return node.tryStartWrite(1, TimeUnit.MINUTES);
    }
  },
  TRY {
    @Override
    boolean start(VmaLock node) {
      return node.tryStartWrite();
    }
  };

  abstract boolean start(VmaLock node) throws InterruptedException;
}
