package org.vmalock.benchmarks;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.vmalock.Spreading;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/** The ways to protect the one node of {@link HotNode}. */
enum HotNodeScheme {
  /** Hazard reads, whatever the readers meet. */
  HAZARD(() -> new VmaNode(Spreading.ALWAYS)),
  /** As the library decides. */
  ADAPTIVE(() -> new VmaNode(Spreading.ADAPTIVE)),
  /** Counted reads only. */
  COUNTED(() -> new VmaNode(Spreading.NEVER)),
  /** Reads without a store, repeated under a read lock if they fail. */
  OPTIMISTIC(OptimisticVmaNode::new),
  /** The fastest lock of the JDK. */
  STAMPED(StampedNode::new),
  /** The same, with optimistic reads. */
  STAMPED_OPTIMISTIC(OptimisticStampedNode::new),
  /** The lock that most code has. */
  REENTRANT(ReentrantNode::new),
  /** A count without exclusion: no writers. */
  ATOMIC(AtomicNode::new),
  /** A count without exclusion: no writers. */
  NETTY(NettyNode::new);

  @SuppressWarnings("ImmutableEnumChecker") // has no state
  private final Supplier<Node> factory;

  HotNodeScheme(Supplier<Node> factory) {
    this.factory = factory;
  }

  Node newNode() {
    return factory.get();
  }

  /** Two numbers that a write changes together. */
  abstract static class Node {
    private long first;
    private long second;

    /** Returns whether both numbers were equal. */
    abstract boolean read();

    abstract void write();

    final boolean look() {
      return first == second;
    }

    final void change() {
      first++;
      second++;
    }
  }

  private static class VmaNode extends Node {
    final StructureLock structure;
    final VmaLock lock;

    VmaNode(Spreading spreading) {
      structure = new StructureLock(spreading);
      lock = new VmaLock(structure);
      structure.lockWrite();
      lock.startWrite();
      lock.markAttached();
      structure.unlockWrite();
    }

    @Override
    boolean read() {
      long stamp = lock.tryStartRead();
      if (stamp <= 0) {
        stamp = lock.startRead();
      }
      boolean equal = look();
      lock.endRead(stamp);
      return equal;
    }

    @Override
    void write() {
      structure.lockWrite();
      lock.startWrite();
      change();
      structure.unlockWrite();
    }
  }

  private static final class OptimisticVmaNode extends VmaNode {
    OptimisticVmaNode() {
      super(Spreading.ADAPTIVE);
    }

    @Override
    boolean read() {
      long stamp = lock.tryOptimisticRead();
      boolean equal = look();
      return lock.validate(stamp) ? equal : super.read();
    }
  }

  private static class StampedNode extends Node {
    final StampedLock lock = new StampedLock();

    @Override
    boolean read() {
      long stamp = lock.readLock();
      boolean equal = look();
      lock.unlockRead(stamp);
      return equal;
    }

    @Override
    void write() {
      long stamp = lock.writeLock();
      change();
      lock.unlockWrite(stamp);
    }
  }

  private static final class OptimisticStampedNode extends StampedNode {
    @Override
    boolean read() {
      long stamp = lock.tryOptimisticRead();
      boolean equal = look();
      return lock.validate(stamp) ? equal : super.read();
    }
  }

  private static final class ReentrantNode extends Node {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    @Override
    boolean read() {
      lock.readLock().lock();
      try {
        return look();
      } finally {
        lock.readLock().unlock();
      }
    }

    @Override
    void write() {
      lock.writeLock().lock();
      try {
        change();
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  /** A node that has no writers. */
  private abstract static class CountedNode extends Node {
    @Override
    final void write() {
      throw new UnsupportedOperationException("a count does not exclude readers; choose writes=0");
    }
  }

  private static final class AtomicNode extends CountedNode {
    private final AtomicInteger references = new AtomicInteger(1);

    @Override
    boolean read() {
      references.incrementAndGet();
      boolean equal = look();
      references.decrementAndGet();
      return equal;
    }
  }

  private static final class NettyNode extends CountedNode {
    private final ReferenceCounted references =
        new AbstractReferenceCounted() {
          @Override
          protected void deallocate() {
            throw new AssertionError("released by its owner");
          }

          @Override
          public ReferenceCounted touch(Object hint) {
            return this;
          }
        };

    @Override
    boolean read() {
      references.retain();
      boolean equal = look();
      references.release();
      return equal;
    }
  }
}
