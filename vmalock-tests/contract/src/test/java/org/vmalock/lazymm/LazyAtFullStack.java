package org.vmalock.lazymm;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.testing.FullStack;

/** Uses references and contexts at every depth of the stack, and then counts what they keep. Runs in a JVM of its own. */
final class LazyAtFullStack {
  private static final int BORROWS = 10_000;
  private static final Function<Resource, Boolean> IS_RELEASED = Resource::isReleased;

  private final LazyRef<Resource> ref = new LazyRef<>(new Resource(), Resource::release);
  private final LazyRef.@Nullable Borrow<Resource>[] borrows = newBorrows();
  private int borrowed;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static LazyRef.@Nullable Borrow<Resource>[] newBorrows() {
    return new LazyRef.Borrow[BORROWS];
  }

  public static void main(String[] arguments) throws InterruptedException {
    new LazyAtFullStack().useOfAReference();
    new LazyAtFullStack().borrowsOfAReference();
    new LazyAtFullStack().countedBorrowsOfAReference();
    replacesOfAReference();
    for (Scheme scheme : Scheme.values()) {
      switches(scheme);
      lastUses(scheme);
    }
    registrations();
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }

  private static void checkOverflows(int overflows) {
    check(overflows > 0, "the stack did not overflow");
  }

  private void useOfAReference() throws InterruptedException {
    checkOverflows(FullStack.atEveryDepth(() -> ref.use(IS_RELEASED)));
    closeAll("use");
  }

  private void borrowsOfAReference() throws InterruptedException {
    checkOverflows(FullStack.atEveryDepth(() -> {
      LazyRef.Borrow<Resource> borrow = ref.borrow();
      borrows[borrowed++] = borrow;
    }));
    closeAll("borrow");
  }

  private void countedBorrowsOfAReference() throws InterruptedException {
    for (int i = 0; i < 8_000; i++) {
      borrows[borrowed++] = ref.borrow();
    }
    checkOverflows(FullStack.atEveryDepth(() -> {
      ref.use(IS_RELEASED);
      LazyRef.Borrow<Resource> borrow = borrows[borrowed - 1];
      borrow.close(); // the same one again after an overflow that changed nothing
      borrowed--;
    }));
    closeAll("counted borrow");
  }

  private void closeAll(String operation) {
    check(ref.statistics().borrows() == borrowed, operation + ": " + borrowed + " borrows are open, " + ref);
    while (borrowed > 0) {
      borrows[--borrowed].close();
    }
    ref.close();
    check(ref.statistics().unreleased() == 0, operation + ": " + ref.statistics());
  }

  /** The release action does nothing that could overflow. */
  private static void replacesOfAReference() throws InterruptedException {
    LazyRef<int[]> counted = new LazyRef<>(new int[1], count -> count[0]++);
    checkOverflows(FullStack.atEveryDepth(() -> counted.replace(new int[1])));
    check(counted.statistics().unreleased() == 1, "replace: " + counted.statistics());
    counted.close();
    check(counted.statistics().unreleased() == 0, "replace: " + counted.statistics());
  }

  private static LazyDomain domain(Scheme scheme) {
    return LazyDomain.builder().scheme(scheme).workers(4).scanSet(ScanSet.MASK).shootdownTimeout(0, TimeUnit.SECONDS).build();
  }

  /** A worker of the thread, with a context that it may borrow; kept for the checks. */
  private static final class Switching {
    private final LazyDomain domain;
    private final LazyContext<int[]> one;
    private final LazyContext<int[]> two;
    private @Nullable Worker worker;

    Switching(LazyDomain domain) {
      this.domain = domain;
      one = domain.create(new int[1], count -> count[0]++);
      two = domain.create(new int[1], count -> count[0]++);
    }

    void step() {
      Worker current = worker;
      if (current == null) {
        worker = domain.register("worker");
        return;
      }
      LazyContext<?> active = current.active();
      if (active != null) {
        active.resource();
      }
      if (current.isRunningTask()) {
        current.switchToIdle();
        current.switchToIdle();
      }
      current.switchTo(one);
      current.switchToIdle();
      current.switchTo(two);
      current.switchToIdle();
      current.releaseKept();
    }
  }

  private static void switches(Scheme scheme) throws InterruptedException {
    LazyDomain domain = domain(scheme);
    for (int round = 0; round < 3; round++) {
      Switching[] switching = new Switching[1];
      checkOverflows(FullStack.atEveryDepth(() -> {
        if (switching[0] == null || switching[0].worker == null || !switching[0].worker.isWorker(Thread.currentThread())) {
          switching[0] = new Switching(domain);
        }
        switching[0].step();
      }));
      domain.closeTerminated();
      Switching last = switching[0];
      check(last.one.count() == 1 && last.two.count() == 1, scheme + ": " + last.one + ", " + last.two);
      check(last.one.releaseUse() && last.two.releaseUse(), scheme + ": " + last.one + ", " + last.two);
      check(domain.registeredWorkers() == 0 && domain.slots().visible() == 0, scheme + ": " + domain + ", " + domain.slots());
    }
  }

  /** The last use of a borrowed context: a use that was not released can be released again. */
  private static void lastUses(Scheme scheme) throws InterruptedException {
    LazyDomain domain = domain(scheme);
    Worker worker = domain.register("borrower");
    LazyContext<?>[] current = new LazyContext<?>[1];
    int[] released = new int[1];
    checkOverflows(FullStack.atEveryDepth(() -> {
      LazyContext<?> context = current[0];
      if (context == null) {
        context = domain.create(released, count -> count[0]++);
        current[0] = context;
      }
      context.releaseUse();
      current[0] = null;
    }));
    if (current[0] != null && current[0].users() > 0) {
      current[0].releaseUse();
    }
    worker.close();
    check(domain.statistics().unreleased() == 0, scheme + ": " + domain.statistics());
  }

  private static void registrations() throws InterruptedException {
    LazyDomain domain = LazyDomain.builder().workers(1_000_000 >> 8).build();
    checkOverflows(FullStack.atEveryDepth(() -> domain.register("worker").close()));
    domain.closeTerminated();
    check(domain.registeredWorkers() == 0 && domain.slots().visible() == 0, domain + ", " + domain.slots());
  }
}
