package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import org.vmalock.StructureLock;

/** How a reader acquires a node: the rows of {@link M01_ReadBesideWrite}. Each returns a stamp, {@link Node#BUSY} or {@link Node#GONE}. */
enum ReadStep {
  TRY {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) {
      return node.tryStartRead();
    }
  },

  WITH_GENERATION {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) {
      return node.tryStartRead(generation);
    }
  },

  WITH_STRUCTURE {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) {
      return node.tryStartRead(structure);
    }
  },

  UNDER_STRUCTURE_LOCK {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) {
      structure.lockRead();
      try {
        return node.startReadLocked();
      } finally {
        structure.unlockRead();
      }
    }
  },

  UNDER_STRUCTURE_LOCK_WITH_GENERATION {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) {
      structure.lockRead();
      try {
        return node.startReadLocked(generation);
      } finally {
        structure.unlockRead();
      }
    }
  },

  WAITING {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) {
      return required(node.startRead());
    }
  },

  WAITING_WITH_GENERATION {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) {
      return required(node.startRead(generation));
    }
  },

  INTERRUPTIBLE {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) throws InterruptedException {
      return required(node.startReadInterruptibly());
    }
  },

  /** A reader that is not woken runs into the time limit. */
  TIMED {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) throws InterruptedException {
      return required(node.tryStartRead(10, TimeUnit.SECONDS));
    }
  },

  TIMED_WITH_GENERATION {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) throws InterruptedException {
      return required(node.tryStartRead(generation, 10, TimeUnit.SECONDS));
    }
  },

  /** Counts once more for a thread that holds the node. */
  RETAINED {
    @Override
    long run(Node node, StructureLock structure, int generation, long held) {
      return required(node.retain(held));
    }
  };

  /** Acquires the node; {@code held} is the stamp of a read for {@link #RETAINED}, otherwise 0. */
  abstract long run(Node node, StructureLock structure, int generation, long held) throws InterruptedException;

  private static long required(long stamp) {
    if (stamp == Node.BUSY) {
      throw new AssertionError("refused a reader that waits");
    }
    return stamp;
  }
}
