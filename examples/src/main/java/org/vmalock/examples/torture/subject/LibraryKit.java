package org.vmalock.examples.torture.subject;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.PoolExhaustedException;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/** The library's locks and pools. */
public final class LibraryKit implements LockKit {
  /** Creates the kit. */
  public LibraryKit() {}

  @Override
  public Structure newStructure() {
    return new LibraryStructure();
  }

  @Override
  public Pool newPool(int capacity, Supplier<Oracle> oracles) {
    return new LibraryPool(VmaPool.builder(() -> new LibraryNode(oracles.get())).capacity(capacity).name("torture pool").build());
  }

  /** A node whose methods are those of {@link VmaLock}, but for the few below. */
  private static final class LibraryNode extends VmaLock implements Node {
    private final Oracle oracle;

    LibraryNode(Oracle oracle) {
      this.oracle = oracle;
    }

    @Override
    public Oracle oracle() {
      return oracle;
    }

    @Override
    public int limit() {
      return MAXIMUM_READERS;
    }

    @Override
    public long tryStartRead(Structure structure) {
      return tryStartRead(((LibraryStructure) structure).lock);
    }

    @Override
    protected void onFree() {
      oracle.recordFree(generation());
    }
  }

  private static final class LibraryStructure implements Structure {
    private final StructureLock lock = new StructureLock();

    @Override
    public void lockWrite() {
      lock.lockWrite();
    }

    @Override
    public void lockWriteInterruptibly() throws InterruptedException {
      lock.lockWriteInterruptibly();
    }

    @Override
    public boolean tryLockWrite(long timeout, TimeUnit unit) throws InterruptedException {
      return lock.tryLockWrite(timeout, unit);
    }

    @Override
    public void unlockWrite() {
      lock.unlockWrite();
    }

    @Override
    public void downgrade() {
      lock.downgrade();
    }

    @Override
    public void lockRead() {
      lock.lockRead();
    }

    @Override
    public void unlockRead() {
      lock.unlockRead();
    }

    @Override
    public long trySpeculate() {
      return lock.trySpeculate();
    }

    @Override
    public boolean validate(long speculated) {
      return lock.validate(speculated);
    }

    @Override
    public boolean isHeld() {
      return lock.isReadLocked() || lock.isWriteLocked();
    }

    @Override
    public String toString() {
      return lock.toString();
    }
  }

  private static final class LibraryPool implements Pool {
    private final VmaPool<LibraryNode> pool;

    LibraryPool(VmaPool<LibraryNode> pool) {
      this.pool = pool;
    }

    @Override
    public @Nullable Node tryAlloc(@Nullable Structure structure) {
      return pool.tryAlloc(lockOf(structure));
    }

    @Override
    public @Nullable Node alloc(@Nullable Structure structure, long timeout, TimeUnit unit) throws InterruptedException {
      try {
        return pool.alloc(lockOf(structure), timeout, unit);
      } catch (PoolExhaustedException exhausted) {
        return null;
      }
    }

    private static @Nullable StructureLock lockOf(@Nullable Structure structure) {
      return structure == null ? null : ((LibraryStructure) structure).lock;
    }

    @Override
    public void trim() {
      pool.trim();
    }

    @Override
    public int size() {
      return pool.size();
    }

    @Override
    public int capacity() {
      return pool.capacity();
    }
  }
}
