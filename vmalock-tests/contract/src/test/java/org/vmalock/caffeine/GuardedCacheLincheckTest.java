package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Effort;
import org.vmalock.testing.Lincheck;
import org.vmalock.VmaPool;

/**
 * The guarded cache as a linearizable object: a map of what is loaded, whose holders never see a block that is free or another key's.
 * What a thread holds, it gives back itself. Caffeine works in the calling thread.
 */
class GuardedCacheLincheckTest {
  private static final int THREADS = 5; // with those of the first and the last part
  private static final int AMPLE = 100;

  /** An interleaving leads through all of Caffeine and takes its time. */
  private static ModelCheckingOptions brief(ModelCheckingOptions options) {
    return options.iterations(Effort.of(4, 100)).invocationsPerIteration(Effort.of(60, 2_000));
  }

  private static GuardedCache<Integer, Block> cache() {
    VmaPool<Block> pool = VmaPool.<Block>builder(Block::new).capacity(AMPLE).build();
    return GuardedCache.builder(pool, (Integer key, Block block) -> block.load(key)).build(Caffeine.newBuilder().executor(Runnable::run));
  }

  /** The real cache. */
  @Param(name = "key", gen = IntGen.class, conf = "0:1")
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class Real {
    private final GuardedCache<Integer, Block> cache = cache();

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final Queue<Held>[] held = new Queue[THREADS];

    public Real() {
      for (int i = 0; i < THREADS; i++) {
        held[i] = new ArrayDeque<>();
      }
    }

    private record Held(CacheHandle<Block> guarded, int key) {}

    /** Tells whether the block is the right one. */
    @Operation
    public boolean get(@Param(name = "key") int key, @Param(name = "thread") int thread) {
      CacheHandle<Block> got = cache.get(key);
      held[thread].add(new Held(got, key));
      return got.resource().content() == key;
    }

    @Operation
    public boolean getIfPresent(@Param(name = "key") int key, @Param(name = "thread") int thread) {
      CacheHandle<Block> found = cache.getIfPresent(key);
      return found != null && held[thread].add(new Held(found, key));
    }

    @Operation
    public void invalidate(@Param(name = "key") int key) {
      cache.invalidate(key);
    }

    @Operation
    public void put(@Param(name = "key") int key) {
      cache.put(key, (number, block) -> block.load(number));
    }

    /** Leaves with its oldest hold; the content is read at the last moment. */
    @Operation
    public int release(@Param(name = "thread") int thread) {
      Held oldest = held[thread].poll();
      if (oldest == null) {
        return -1;
      }
      int seen = oldest.guarded.resource().content();
      oldest.guarded.close();
      return seen == oldest.key ? seen : -2;
    }
  }

  /** What it is to be like. */
  public static class Model {
    private final Set<Integer> present = new HashSet<>();
    private final Model.Hands hands = new Hands();

    /** What each thread holds, oldest first. */
    private static final class Hands {
      @SuppressWarnings({"unchecked", "rawtypes"})
      private final Queue<Integer>[] held = new Queue[THREADS];

      Hands() {
        for (int i = 0; i < THREADS; i++) {
          held[i] = new ArrayDeque<>();
        }
      }
    }

    public boolean get(int key, int thread) {
      present.add(key);
      hands.held[thread].add(key);
      return true;
    }

    public boolean getIfPresent(int key, int thread) {
      return present.contains(key) && hands.held[thread].add(key);
    }

    public void invalidate(int key) {
      present.remove(key);
    }

    public void put(int key) {
      present.add(key);
    }

    public int release(int thread) {
      Integer oldest = hands.held[thread].poll();
      return oldest == null ? -1 : oldest;
    }
  }

  @Test
  void isLinearizableInEveryInterleaving() {
    brief(Lincheck.modelChecking(2, 2)).sequentialSpecification(Model.class).check(Real.class);
  }

  @Test
  void isLinearizableUnderStress() {
    Lincheck.stress(3, 3).sequentialSpecification(Model.class).check(Real.class);
  }

  /** One value, which leaves while it is read; its block serves the other key at once. */
  public abstract static class Leaving {
    private final GuardedCache<Integer, Block> cache = cache();

    Leaving() {
      cache.get(0).close();
    }

    /** Takes a value that was looked up, if it is still there. */
    abstract long hold(CacheHandle<Block> found);

    /** Tells whether what is read for key 0 belongs to it. */
    @Operation
    public boolean read() {
      CacheHandle<Block> found = cache.lookUp(0);
      long stamp = found == null ? 0 : hold(found);
      if (stamp <= 0) {
        return true;
      }
      boolean right = found.resource().content() == 0;
      found.resource().endRead(stamp);
      return right;
    }

    @Operation
    public void leave() {
      cache.invalidate(0);
      cache.get(1);
    }
  }

  /** Holds the life that was looked up. */
  public static class OneLife extends Leaving {
    @Override
    long hold(CacheHandle<Block> found) {
      return found.tryStartRead();
    }
  }

  /** Broken on purpose: comes into whatever life the block is in. */
  public static class AnyLife extends Leaving {
    @Override
    long hold(CacheHandle<Block> found) {
      return found.resource().tryStartRead();
    }
  }

  /** What reading is to be like. */
  public static class AlwaysRight {
    public boolean read() {
      return true;
    }

    public void leave() {}
  }

  @Test
  void aHoldIsOfTheLifeThatWasLookedUp() {
    brief(Lincheck.modelChecking(2, 1)).actorsBefore(0).sequentialSpecification(AlwaysRight.class).check(OneLife.class);
  }

  @Test
  void aHoldOfAnyLifeIsCaught() {
    Lincheck.assertCaught(
        Lincheck.modelChecking(2, 1).actorsBefore(0).sequentialSpecification(AlwaysRight.class), 150, AnyLife.class);
  }
}
