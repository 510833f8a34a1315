package org.vmalock.lazymm;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.testing.FullHeap;

/** Uses references and contexts while the heap is full, and then counts what they keep. Runs in a JVM of its own. */
final class LazyInFullHeap {
  private static final int ROUNDS = 4;
  private static final int STEPS = 150;
  private static final int CONTEXTS = 6;
  private static final int BORROWS = 30;

  private static final List<Scheme> SCHEMES = List.of(Scheme.values());

  private final SplittableRandom random;
  private final Scheme scheme;
  private final LazyDomain domain;
  private final Worker worker;
  private final @Nullable LazyContext<Resource>[] contexts = newContexts();
  private final LazyRef<Resource> ref = new LazyRef<>(new Resource(), Resource::release);
  private final LazyRef.@Nullable Borrow<Resource>[] borrows = newBorrows();
  private int borrowed;
  private int errors;

  private LazyInFullHeap(int seed) {
    random = new SplittableRandom(seed);
    scheme = SCHEMES.get(seed % SCHEMES.size());
    domain = LazyDomain.builder().scheme(scheme).workers(4).shootdownTimeout(0, TimeUnit.SECONDS).build();
    worker = domain.register("worker");
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable LazyContext<Resource>[] newContexts() {
    return new LazyContext[CONTEXTS];
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static LazyRef.@Nullable Borrow<Resource>[] newBorrows() {
    return new LazyRef.Borrow[BORROWS];
  }

  public static void main(String[] arguments) {
    new LazyInFullHeap(0).use(); // loads the classes
    int errors = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      LazyInFullHeap user = new LazyInFullHeap(round);
      user.use(); // with memory
      Object[] filling = FullHeap.fill();
      user.errors = 0;
      user.use();
      filling[0] = null;
      errors += user.errors;
      user.check("round " + round + ", " + user.scheme + ": ");
    }
    if (errors < ROUNDS) {
      throw new AssertionError("the heap was not full: " + errors + " errors");
    }
  }

  private void use() {
    for (int step = 0; step < STEPS; step++) {
      try {
        if (random.nextBoolean()) {
          useRef();
        } else {
          useDomain();
        }
      } catch (OutOfMemoryError e) {
        errors++;
      }
    }
  }

  private void useRef() {
    int dice = random.nextInt(10);
    if (dice < 5 && borrowed < BORROWS) {
      LazyRef.Borrow<Resource> borrow = ref.borrow();
      borrows[borrowed++] = borrow;
    } else if (dice < 8 && borrowed > 0) {
      LazyRef.Borrow<Resource> borrow = borrows[--borrowed];
      borrow.resource().use();
      borrow.close();
    } else if (dice < 9) {
      ref.use(Resource::isReleased);
    } else {
      ref.replace(new Resource());
    }
  }

  private void useDomain() {
    int index = random.nextInt(CONTEXTS);
    LazyContext<Resource> context = contexts[index];
    int dice = random.nextInt(10);
    if (context == null) {
      contexts[index] = domain.create(new Resource(), Resource::release);
    } else if (dice < 4) {
      worker.switchTo(context);
      worker.switchToIdle();
    } else if (dice < 6) {
      end(index, context);
    } else if (dice < 7) {
      worker.releaseKept();
    } else if (dice < 8) {
      domain.register("short").close();
    } else {
      LazyContext<?> active = worker.active();
      if (active != null) {
        active.resource(); // throws if it was released while it is borrowed
      }
    }
  }

  private void end(int index, LazyContext<Resource> context) {
    try {
      context.releaseUse();
      contexts[index] = null;
    } catch (OutOfMemoryError e) {
      if (context.users() == 0) {
        contexts[index] = null; // the requests of SHOOTDOWN have found no memory
      }
      if (context.users() == 0 && scheme != Scheme.SHOOTDOWN) {
        throw new AssertionError("released, and failed: " + context, e);
      }
      throw e;
    }
  }

  private void check(String round) {
    require(ref.statistics().borrows() == borrowed, round + borrowed + " borrows are open, " + ref);
    while (borrowed > 0) {
      borrows[--borrowed].close();
    }
    ref.close();
    require(ref.statistics().unreleased() == 0, round + ref.statistics());
    for (LazyContext<Resource> context : contexts) {
      if (context != null) {
        context.releaseUse();
      }
    }
    worker.close();
    require(domain.statistics().unreleased() == 0, round + domain.statistics());
    require(domain.registeredWorkers() == 0 && domain.slots().visible() == 0, round + domain + ", " + domain.slots());
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }
}
