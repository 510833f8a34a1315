package org.vmalock;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.testing.FullHeap;

/** Uses pools while the heap is full, and then counts what they have. Runs in a JVM of its own, with a small heap and without TLABs. */
final class PoolInFullHeap {
  private static final int CAPACITY = 40;
  private static final int ROUNDS = 8;
  private static final int STEPS = 120;

  private final SplittableRandom random;
  private final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(CAPACITY).build();
  private final @Nullable Node[] mine = new Node[CAPACITY];
  private int held;
  private int errors;
  private int refusals;

  private PoolInFullHeap(long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < CAPACITY; i++) {
      mine[held++] = pool.alloc();
    }
  }

  public static void main(String[] arguments) {
    new PoolInFullHeap(0).use(); // loads the classes
    int errors = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      PoolInFullHeap user = new PoolInFullHeap(round);
      Object[] filling = FullHeap.fill();
      user.use();
      filling[0] = null;
      errors += user.errors;
      user.check(round);
    }
    if (errors < ROUNDS) {
      throw new AssertionError("the heap was not full: " + errors + " errors");
    }
  }

  private void use() {
    for (int step = 0; step < STEPS; step++) {
      int dice = random.nextInt(100);
      try {
        if (dice < 50) {
          take(dice < 5);
        } else if (dice < 96) {
          end();
        } else if (dice < 98) {
          pool.trim();
        } else {
          pool.prefill(random.nextInt(CAPACITY));
        }
      } catch (OutOfMemoryError e) {
        errors++;
      } catch (PoolExhaustedException | InterruptedException e) {
        refusals++;
      }
    }
  }

  private void take(boolean wait) throws InterruptedException {
    Node node = wait ? pool.alloc(null, 10, TimeUnit.MICROSECONDS) : pool.tryAlloc(null);
    if (node != null) {
      mine[held++] = node;
    }
  }

  private void end() {
    if (held > 0) {
      Node node = mine[--held];
      node.retire(node.generation());
    }
  }

  private void check(int round) {
    int before = held;
    for (int i = held; i < CAPACITY; i++) {
      Node node = pool.tryAlloc(null);
      if (node == null) {
        throw new AssertionError("round " + round + ": " + (CAPACITY - i) + " of " + CAPACITY + " lost, " + before + " held, " + refusals + " refusals, " + pool);
      }
      mine[held++] = node;
    }
    if (pool.tryAlloc(null) != null || pool.size() != CAPACITY) {
      throw new AssertionError("round " + round + ": more than the capacity: " + pool);
    }
    while (held > 0) {
      end();
    }
    if (round % 2 == 0) {
      closeInFullHeap();
    } else if (pool.trim() != CAPACITY) {
      throw new AssertionError("round " + round + ": not all objects were free: " + pool);
    }
    if (pool.size() != 0) {
      throw new AssertionError("round " + round + ": not all objects were discarded: " + pool);
    }
  }

  private void closeInFullHeap() {
    Object[] filling = FullHeap.fill();
    try {
      pool.close();
    } finally {
      filling[0] = null;
    }
  }
}
