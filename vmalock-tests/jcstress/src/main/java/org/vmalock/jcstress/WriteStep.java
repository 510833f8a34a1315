package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import org.vmalock.StructureLock;

/** What a writer does to a node: the columns of {@link M01_ReadBesideWrite}. */
enum WriteStep {
  /** Writes nothing: the section is of other nodes. */
  OTHER_NODES("section of other nodes", true, 0) {
    @Override
    void write(Node node) {}
  },

  WRITE("write", true, 0) {
    @Override
    void write(Node node) {
      startWriteAndSet(node);
    }
  },

  /** Gives up at once if a reader is inside. */
  TRY_WRITE("try to write", true, 0) {
    @Override
    void write(Node node) {
      if (node.tryStartWrite()) {
        node.payload().set(1);
      }
    }
  },

  /** Ends the write of the node before the section ends. */
  END_WRITE("end write early", true, 0) {
    @Override
    void write(Node node) {
      startWriteAndSet(node);
      node.endWrite();
    }
  },

  DOWNGRADE("downgrade", true, 0) {
    @Override
    void write(Node node) {
      startWriteAndSet(node);
    }

    @Override
    void unlock(StructureLock structure) {
      structure.downgrade();
      structure.unlockRead();
    }
  },

  ATTACH_AGAIN("detach and attach again", true, 0) {
    @Override
    void write(Node node) {
      startWriteAndSet(node);
      node.markDetached();
      node.markAttached();
    }
  },

  DETACH("detach", false, 0) {
    @Override
    void write(Node node) {
      startWriteAndSet(node);
      node.markDetached();
    }
  },

  RETIRE("retire", false, 1) {
    @Override
    void write(Node node) {
      startWriteAndSet(node);
      node.retire(node.generation());
    }
  },

  /** Retires beside readers, whose last one frees the node. */
  RETIRE_BESIDE_READERS("retire beside readers", false, 1) {
    @Override
    void write(Node node) {
      node.retire(node.generation());
    }
  },

  RETIRE_AND_WAIT("retire and wait", false, 1) {
    @Override
    void write(Node node) {
      startWriteAndSet(node);
      node.markDetached();
    }

    @Override
    void afterwards(Node node) {
      try {
        node.retireAndWait(node.generation(), 10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError("writers are not interrupted here", e);
      }
    }
  };

  private final String words;

  /** Whether the node is attached afterwards. */
  final boolean staysAttached;

  /** How often the node is freed. */
  final int frees;

  WriteStep(String words, boolean staysAttached, int frees) {
    this.words = words;
    this.staysAttached = staysAttached;
    this.frees = frees;
  }

  /** Performs the steps. Releases the structure also if a step throws: a reader may wait for it. */
  final void run(Node node, StructureLock structure) {
    structure.lockWrite();
    try {
      write(node);
    } finally {
      unlock(structure);
    }
    afterwards(node);
  }

  /** The steps in the section. */
  abstract void write(Node node);

  void unlock(StructureLock structure) {
    structure.unlockWrite();
  }

  /** The steps behind the section. */
  void afterwards(Node node) {}

  private static void startWriteAndSet(Node node) {
    if (!Race.tryStartWrite(node)) {
      throw new AssertionError("not woken: " + node);
    }
    node.payload().set(1);
  }

  @Override
  public String toString() {
    return words;
  }
}
