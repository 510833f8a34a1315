package org.vmalock.jcstress;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.vmalock.PoolExhaustedException;
import org.vmalock.VmaPool;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.GuardedCache;

/** A cache of two keys over one block, as the scenarios see it. Key k is loaded with k + 1. */
interface SmallCache {
  /** One life of the block. */
  interface Life {
    /** A stamp greater than zero, or a refusal. */
    long hold();

    /** Ends one hold; refuses one that is not counted. */
    void leave(long stamp);

    /** What {@link #hold} gives. */
    long stamp();

    Payload payload();
  }

  @Nullable Life lookUp(int key);

  /** Loads the key if it is absent, and holds it; null if the block is in use or the cache is closed. */
  @Nullable Life get(int key);

  void remove(int key);

  void close();

  /** How often the block was loaded. */
  int loads();

  /** How often it was freed. */
  int frees();

  /** The word for what is read between a hold and a leave. */
  static String read(int key, Life life, long stamp) {
    int x = life.payload().x;
    int y = life.payload().y;
    life.leave(stamp);
    return x != y ? "torn" : x == Payload.FREED ? "freed" : x == key + 1 ? "right" : "other";
  }

  /** The guarded cache. */
  final class Library implements SmallCache {
    private final Block block = new Block();
    private final VmaPool<Block> pool = VmaPool.<Block>builder(() -> block).capacity(1).build();
    private final GuardedCache<Integer, Block> cache = GuardedCache.builder(pool, Library::load)
        .loadTimeout(0, TimeUnit.SECONDS)
        .build(Caffeine.newBuilder().executor(Runnable::run));

    private static final class Block extends CachedResource {
      private final Payload payload = new Payload();
      private final AtomicInteger loads = new AtomicInteger();

      @Override
      protected void onRelease() {
        payload.free();
      }
    }

    private record LibraryLife(CacheHandle<Block> guarded) implements Life {
      @Override
      public long hold() {
        return guarded.tryStartRead();
      }

      @Override
      public void leave(long stamp) {
        try {
          guarded.endRead(stamp);
        } catch (IllegalMonitorStateException refused) {
          return;
        }
      }

      @Override
      public long stamp() {
        return guarded.stamp();
      }

      @Override
      public Payload payload() {
        return guarded.resource().payload;
      }
    }

    private static void load(Integer key, Block block) {
      block.payload.set(key + 1);
      block.loads.getAndIncrement();
    }

    @Override
    public @Nullable Life lookUp(int key) {
      CacheHandle<Block> found = cache.lookUp(key);
      return found == null ? null : new LibraryLife(found);
    }

    @Override
    public @Nullable Life get(int key) {
      if (block.readers() > 0) {
        return null; // in use: spares the refusal, which is slow
      }
      try {
        return new LibraryLife(cache.get(key));
      } catch (PoolExhaustedException | IllegalStateException refused) {
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

  /** The protocol in its shortest form: an array for the map, {@link ModelLock} for the block. */
  class Model implements SmallCache {
    private final AtomicReferenceArray<ModelLife> map = new AtomicReferenceArray<>(2);
    private final AtomicReference<ModelLife> live = new AtomicReference<>();
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

    /** One life of the block. */
    final class ModelLife implements Life {
      private final int generation = block.generation();
      private final AtomicBoolean retired = new AtomicBoolean();

      @Override
      public long hold() {
        return block.tryStartRead(generation);
      }

      @Override
      public void leave(long stamp) {
        leaveLife(stamp);
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

    /** A step back, if this hold is counted. */
    private void leaveLife(long stamp) {
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

    /** Somebody is counted, and the life is still the one that the stamp was given for. */
    boolean isCounted(long word, long stamp) {
      return (word & ModelLock.COUNT) != 0 && ModelLock.generation(word) == stamp;
    }

    @Override
    public final @Nullable Life lookUp(int key) {
      return map.get(key);
    }

    @Override
    public final @Nullable Life get(int key) {
      if (closed || (used && !block.reuse(null))) {
        return null;
      }
      used = true;
      ModelLife life = new ModelLife();
      block.payload.set(key + 1);
      loads.getAndIncrement();
      block.markAttached();
      life.hold();
      return publish(key, life) ? life : null;
    }

    /** Registered first, and then a look whether the cache is closed: either this or the close sees the other. */
    boolean publish(int key, ModelLife life) {
      live.set(life);
      if (isClosed()) {
        life.retire();
        life.leave(life.stamp());
        return false;
      }
      map.set(key, life);
      return true;
    }

    final boolean isClosed() {
      return closed;
    }

    final void register(int key, ModelLife life) {
      live.set(life);
      map.set(key, life);
    }

    @Override
    public final void remove(int key) {
      ModelLife removed = map.getAndSet(key, null);
      if (removed != null) {
        removed.retire();
      }
    }

    @Override
    public final void close() {
      closed = true;
      ModelLife left = live.get();
      if (left != null) {
        left.retire();
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

  /** The mutant: leaves without a look whose life it is. */
  final class LateLeave extends Model {
    @Override
    boolean isCounted(long word, long stamp) {
      return (word & ModelLock.COUNT) != 0;
    }
  }

  /** The mutant: looks whether the cache is closed, and registers what it has loaded afterwards. */
  final class LooksBeforeItRegisters extends Model {
    @Override
    boolean publish(int key, ModelLife life) {
      if (isClosed()) {
        return super.publish(key, life);
      }
      Race.randomDelay();
      register(key, life);
      return true;
    }
  }
}
