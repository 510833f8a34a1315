package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;
import org.vmalock.internal.StackProbe;
import org.vmalock.testing.Effort;
import org.vmalock.testing.Lincheck;

/**
 * Linearizability of the guarded cache: a map of loaded values whose holders never see a block that is free or belongs to another
 * key. Each thread releases its own holds. Caffeine works in the calling thread.
 */
class GuardedCacheLincheckTest {
  private static final int THREADS = 5; // including the threads of the initial and the final part
  private static final int CAPACITY = 100;

  /** Limits the number of runs: an interleaving includes all of Caffeine and is slow. */
  private static ModelCheckingOptions limited(ModelCheckingOptions options) {
    return unprobed(options.iterations(Effort.of(4, 12)).invocationsPerIteration(Effort.of(60, 100)));
  }

  /** Excludes the probe of the stack: it accesses nothing. */
  private static ModelCheckingOptions unprobed(ModelCheckingOptions options) {
    return options.addGuarantee(ManagedStrategyGuaranteeKt.forClasses(StackProbe.class.getName()).allMethods().ignore());
  }

  private static GuardedCache<Integer, Block> cache() {
    ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(CAPACITY).build();
    return GuardedCache.builder(pool, (Integer key, Block block) -> block.load(key)).build(Caffeine.newBuilder().executor(Runnable::run));
  }

  /** Operations of the guarded cache. */
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

    private record Held(CacheHandle<Block> handle, int key) {}

    /** Returns whether the block belongs to the key. */
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

    /** Releases the oldest hold of the thread; reads the content immediately before the release. */
    @Operation
    public int release(@Param(name = "thread") int thread) {
      Held oldest = held[thread].poll();
      if (oldest == null) {
        return -1;
      }
      int seen = oldest.handle.resource().content();
      oldest.handle.close();
      return seen == oldest.key ? seen : -2;
    }
  }

  /** Sequential specification. */
  public static class Model {
    private final Set<Integer> present = new HashSet<>();
    private final Holds holds = new Holds();

    /** Keys held by each thread, oldest first. */
    private static final class Holds {
      @SuppressWarnings({"unchecked", "rawtypes"})
      private final Queue<Integer>[] held = new Queue[THREADS];

      Holds() {
        for (int i = 0; i < THREADS; i++) {
          held[i] = new ArrayDeque<>();
        }
      }
    }

    public boolean get(int key, int thread) {
      present.add(key);
      holds.held[thread].add(key);
      return true;
    }

    public boolean getIfPresent(int key, int thread) {
      return present.contains(key) && holds.held[thread].add(key);
    }

    public void invalidate(int key) {
      present.remove(key);
    }

    public void put(int key) {
      present.add(key);
    }

    public int release(int thread) {
      Integer oldest = holds.held[thread].poll();
      return oldest == null ? -1 : oldest;
    }
  }

  @Test
  void isLinearizableInEveryInterleaving() {
    limited(Lincheck.modelChecking(2, 2)).sequentialSpecification(Model.class).check(Real.class);
  }

  @Test
  void isLinearizableUnderStress() {
    Lincheck.stress(3, 3).sequentialSpecification(Model.class).check(Real.class);
  }

  /** One value that is invalidated while it is read; its block is reused for the other key immediately. */
  public abstract static class Recycled {
    private final GuardedCache<Integer, Block> cache = cache();

    Recycled() {
      cache.get(0).close();
    }

    /** Attempts to acquire a value that was looked up; returns the stamp or a failure. */
    abstract long hold(CacheEntry<Block> found);

    /** Returns whether the value read for key 0 belongs to key 0. */
    @Operation
    public boolean read() {
      CacheEntry<Block> found = cache.lookUp(0);
      long stamp = found == null ? 0 : hold(found);
      if (stamp <= 0) {
        return true;
      }
      boolean right = found.resource().content() == 0;
      found.endRead(stamp);
      return right;
    }

    @Operation
    public void recycle() {
      cache.invalidate(0);
      cache.get(1);
    }
  }

  /** Acquires the generation that was looked up. */
  public static class LookedUpGeneration extends Recycled {
    @Override
    long hold(CacheEntry<Block> found) {
      return found.tryStartRead();
    }
  }

  /** Mutant: acquires the current generation of the block, even if it is not the one looked up. */
  public static class AnyGenerationMutant extends Recycled {
    @Override
    long hold(CacheEntry<Block> found) {
      return found.lock().tryStartRead();
    }
  }

  /** Sequential specification of reads. */
  public static class AlwaysRight {
    public boolean read() {
      return true;
    }

    public void recycle() {}
  }

  /** One operation in each of two threads and none before or after: an iteration explores many of the few interleavings. */
  private static ModelCheckingOptions recycling() {
    return unprobed(Lincheck.modelChecking(2, 1))
        .iterations(Effort.of(8, 16))
        .invocationsPerIteration(Effort.of(150, 300))
        .actorsBefore(0)
        .actorsAfter(0)
        .sequentialSpecification(AlwaysRight.class);
  }

  @Test
  void holdIsOfTheGenerationThatWasLookedUp() {
    recycling().check(LookedUpGeneration.class);
  }

  @Test
  void anyGenerationMutantIsCaught() {
    Lincheck.assertCaught(recycling(), AnyGenerationMutant.class);
  }
}
