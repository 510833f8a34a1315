package org.vmalock.jcstress;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.vmalock.caffeine.CacheClosedException;
import org.vmalock.caffeine.CacheEntry;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;

/**
 * A cache of two keys over a pool of one block: the operations that the library and the model have in common. Key k is loaded
 * with k + 1.
 */
interface SmallCache {
  /** A handle to one generation of the block. */
  interface Handle {
    /** Acquires a read; returns a stamp greater than zero, or a refusal. */
    long startRead();

    /** Releases a read, unless the stamp is not counted. */
    void endRead(long stamp);

    /** Returns the stamp of the read with which the handle was created. */
    long stamp();

    Payload payload();
  }

  @Nullable Handle lookUp(int key);

  /** Loads the key and acquires a read; returns null if the block is in use or the cache is closed. */
  @Nullable Handle get(int key);

  void remove(int key);

  void close();

  /** Returns the number of loads of the block. */
  int loads();

  /** Returns the number of frees of the block. */
  int frees();

  /** Reads the block, releases the read and returns the outcome. */
  static String read(int key, Handle handle, long stamp) {
    int x = handle.payload().x;
    int y = handle.payload().y;
    handle.endRead(stamp);
    return x != y ? "torn" : x == Payload.FREED ? "freed" : x == key + 1 ? "right" : "other";
  }

  /** The guarded cache. */
  final class Library implements SmallCache {
    private final Block block = new Block();
    private final ResourcePool<Block> pool = ResourcePool.<Block>builder(() -> block).capacity(1).build();
    private final GuardedCache<Integer, Block> cache = GuardedCache.builder(pool, Library::load)
        .build(Caffeine.newBuilder().executor(Runnable::run));

    private static final class Block extends CachedResource {
      private final Payload payload = new Payload();
      private final AtomicInteger loads = new AtomicInteger();

      @Override
      protected void onRelease() {
        payload.free();
      }
    }

    private record LibraryHandle(CacheEntry<Block> entry, long stamp) implements Handle {
      @Override
      public long startRead() {
        return entry.tryStartRead();
      }

      @Override
      public void endRead(long stampOfRead) {
        try {
          entry.endRead(stampOfRead);
        } catch (IllegalMonitorStateException refused) {
          return;
        }
      }

      @Override
      public Payload payload() {
        return entry.resource().payload;
      }
    }

    private static void load(Integer key, Block block) {
      block.payload.set(key + 1);
      block.loads.getAndIncrement();
    }

    @Override
    public @Nullable Handle lookUp(int key) {
      CacheEntry<Block> found = cache.lookUp(key);
      return found == null ? null : new LibraryHandle(found, 0);
    }

    @Override
    public @Nullable Handle get(int key) {
      try {
        CacheHandle<Block> held = cache.tryGet(key);
        return held == null ? null : new LibraryHandle(held.entry(), held.takeStamp());
      } catch (CacheClosedException refused) {
        return null;
      }
    }

    @Override
    public void remove(int key) {
      cache.invalidate(key);
    }

    @Override
    public void close() {
      try {
        cache.close(0, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted without waiting", e);
      }
    }

    @Override
    public int loads() {
      return block.loads.get();
    }

    @Override
    public int frees() {
      return block.payload.frees();
    }
  }

  /** A minimal implementation of the protocol: an array as the map, a {@link ModelLock} as the block. */
  class Model implements SmallCache {
    private final AtomicReferenceArray<ModelHandle> map = new AtomicReferenceArray<>(2);
    private final AtomicReference<ModelHandle> live = new AtomicReference<>();
    private final ModelLock block;
    private boolean used;
    private volatile boolean closed;
    private final AtomicInteger loads = new AtomicInteger();

    Model() {
      this(new ModelLock(null));
    }

    Model(ModelLock block) {
      this.block = block;
    }

    /** A handle to one generation of the block. */
    final class ModelHandle implements Handle {
      private final int generation = block.generation();
      private final AtomicBoolean retired = new AtomicBoolean();

      @Override
      public long startRead() {
        return block.tryStartRead(generation);
      }

      @Override
      public void endRead(long stamp) {
        endCountedRead(stamp);
      }

      @Override
      public long stamp() {
        return generation;
      }

      @Override
      public Payload payload() {
        return block.payload;
      }

      void retire() {
        if (retired.compareAndSet(false, true)) {
          block.retire(generation);
        }
      }
    }

    /** Decrements the count, if the stamp is counted. */
    private void endCountedRead(long stamp) {
      long seen;
      do {
        seen = (long) ModelLock.WORD.getVolatile(block);
        if (!isCounted(seen, stamp)) {
          return;
        }
      } while (!ModelLock.WORD.compareAndSet(block, seen, seen - 1));
      if (ModelLock.isFree(seen - 1)) {
        block.free();
      }
    }

    /** Returns true if a reader is counted and the word is in the generation that the stamp was given for. */
    boolean isCounted(long word, long stamp) {
      return (word & ModelLock.COUNT) != 0 && ModelLock.generation(word) == stamp;
    }

    @Override
    public final @Nullable Handle lookUp(int key) {
      return map.get(key);
    }

    @Override
    public final @Nullable Handle get(int key) {
      if (closed || (used && !block.tryReuse(null))) {
        return null;
      }
      used = true;
      ModelHandle handle = new ModelHandle();
      block.payload.set(key + 1);
      loads.getAndIncrement();
      block.markAttached();
      handle.startRead();
      return publish(key, handle) ? handle : null;
    }

    /**
     * Registers the block, then checks whether the cache is closed: either this thread or the closing thread sees the other's
     * store.
     */
    boolean publish(int key, ModelHandle handle) {
      live.set(handle);
      if (isClosed()) {
        handle.retire();
        handle.endRead(handle.stamp());
        return false;
      }
      map.set(key, handle);
      return true;
    }

    final boolean isClosed() {
      return closed;
    }

    final void register(int key, ModelHandle handle) {
      live.set(handle);
      map.set(key, handle);
    }

    @Override
    public final void remove(int key) {
      ModelHandle removed = map.getAndSet(key, null);
      if (removed != null) {
        removed.retire();
      }
    }

    @Override
    public final void close() {
      closed = true;
      ModelHandle remaining = live.get();
      if (remaining != null) {
        remaining.retire();
      }
    }

    @Override
    public final int loads() {
      return loads.get();
    }

    @Override
    public final int frees() {
      return block.payload.frees();
    }
  }

  /** Mutant: releases without a check of the generation. */
  final class NoGenerationOnRelease extends Model {
    @Override
    boolean isCounted(long word, long stamp) {
      return (word & ModelLock.COUNT) != 0;
    }
  }

  /** Mutant: checks whether the cache is closed before it registers the block. */
  final class ChecksClosedBeforeRegister extends Model {
    @Override
    boolean publish(int key, ModelHandle handle) {
      if (isClosed()) {
        return super.publish(key, handle);
      }
      Race.randomDelay();
      register(key, handle);
      return true;
    }
  }
}
