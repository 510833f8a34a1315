package org.vmalock;

import org.jspecify.annotations.Nullable;
import org.vmalock.testing.FullStack;

/** Uses pools at every depth of the stack, and then counts what they have. Runs in a JVM of its own. */
final class PoolAtFullStack {
  private static final int CAPACITY = 3_000;

  private final VmaPool<Plain> pool;
  private final @Nullable Plain[] held = new Plain[CAPACITY];
  private int count;

  /** Frees itself without a call that could overflow. */
  private static final class Plain extends VmaLock {
    private int frees;

    Plain() {
      super();
    }

    @Override
    protected void onFree() {
      frees++;
    }
  }

  private PoolAtFullStack(int prefilled) {
    pool = VmaPool.<Plain>builder(Plain::new).capacity(CAPACITY).build();
    pool.prefill(prefilled);
  }

  public static void main(String[] arguments) throws InterruptedException {
    allocations(0);
    allocations(CAPACITY);
    retirements();
    readers();
    prefills();
    closes();
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }

  private static void checkOverflows(int overflows) {
    check(overflows > 0, "the stack did not overflow");
  }

  private static void allocations(int prefilled) throws InterruptedException {
    PoolAtFullStack test = new PoolAtFullStack(prefilled);
    checkOverflows(FullStack.atEveryDepth(() -> {
      Plain object = test.pool.alloc();
      test.held[test.count++] = object;
    }));
    check(test.pool.inUse() == test.count, "alloc: " + test.count + " are held: " + test.pool.statistics());
    test.checkCapacity("alloc of " + prefilled);
  }

  /** All objects of the pool can be allocated, each once, and discarded. */
  private void checkCapacity(String operation) {
    while (count < CAPACITY) {
      Plain object = pool.tryAlloc();
      check(object != null, operation + ": " + (CAPACITY - count) + " lost: " + pool.statistics());
      held[count++] = object;
    }
    check(pool.tryAlloc() == null && pool.inUse() == CAPACITY, operation + ": " + pool.statistics());
    while (count > 0) {
      Plain object = held[--count];
      object.retire(object.generation());
    }
    pool.close();
    check(pool.size() == 0, operation + ": " + pool.statistics());
  }

  private static void retirements() throws InterruptedException {
    PoolAtFullStack test = new PoolAtFullStack(0);
    for (int i = 0; i < CAPACITY; i++) {
      test.held[test.count++] = test.pool.alloc();
    }
    checkOverflows(FullStack.atEveryDepth(() -> {
      Plain object = test.held[test.count - 1];
      if ((Node.word(object) & LockWord.OWNED) != 0) {
        object.retire(object.generation());
      }
      test.count--;
    }));
    if (Node.isUnused(test.held[test.count - 1])) {
      test.count--; // the last call has overflowed after its object was retired
    }
    check(test.pool.inUse() == test.count, "retire: " + test.count + " are held: " + test.pool.statistics());
    test.checkCapacity("retire");
  }

  private static void readers() throws InterruptedException {
    PoolAtFullStack test = new PoolAtFullStack(0);
    for (int i = 0; i < CAPACITY; i++) {
      Plain object = test.pool.alloc();
      object.markAttached();
      check(object.tryStartRead() == LockWord.stamp(object.generation()), "the stamp");
      object.retire(object.generation());
      test.held[test.count++] = object;
    }
    checkOverflows(FullStack.atEveryDepth(() -> {
      Plain object = test.held[test.count - 1];
      if (!Node.isUnused(object)) {
        object.endRead(LockWord.stamp(object.generation()));
      }
      test.count--;
    }));
    while (test.count > 0) {
      Plain object = test.held[--test.count];
      if (!Node.isUnused(object)) {
        object.endRead(LockWord.stamp(object.generation()));
      }
    }
    check(test.pool.inUse() == 0, "endRead: " + test.pool.statistics());
    test.checkCapacity("endRead");
  }

  private static void prefills() throws InterruptedException {
    PoolAtFullStack test = new PoolAtFullStack(0);
    int[] asked = new int[1];
    checkOverflows(FullStack.atEveryDepth(() -> {
      asked[0]++;
      test.pool.prefill(asked[0]);
    }));
    check(test.pool.inUse() == 0 && test.pool.size() <= asked[0], "prefill: " + test.pool.statistics());
    test.checkCapacity("prefill");
  }

  private static void closes() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      PoolAtFullStack test = new PoolAtFullStack(50);
      checkOverflows(FullStack.atEveryDepth(() -> {
        if (!test.pool.isClosed() || test.pool.size() != 0) {
          test.pool.close();
        }
      }));
      test.pool.close();
      check(test.pool.size() == 0 && test.pool.discarded() == 50, "close: " + test.pool.statistics());
    }
  }
}
