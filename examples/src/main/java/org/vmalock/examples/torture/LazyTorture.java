package org.vmalock.examples.torture;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.lazy.LazyCounts;
import org.vmalock.examples.torture.lazy.LazySystem;
import org.vmalock.examples.torture.lazy.LazySystem.SystemContext;
import org.vmalock.examples.torture.subject.Check;

/**
 * The torture test of contexts that workers keep lazily: readers are workers that switch among a few contexts and access the kept
 * one as often as they can; writers replace the contexts.
 *
 * <p>The test itself counts the references of users; the system counts those that last users acquire on behalf of workers.
 */
final class LazyTorture implements Torture {
  private static final int CONTEXTS = 3;

  /**
   * An upper bound of the contexts not yet released: each running thread holds a few, and so does each thread terminated
   * recently.
   */
  private static final int MOST_UNRELEASED = 10_000;

  private final TortureControl control;
  private final LazySystem system;
  private final Runnable change;
  private final AtomicReferenceArray<SystemContext> contexts = new AtomicReferenceArray<>(CONTEXTS);

  /**
   * Creates the test and its contexts.
   *
   * @param control the state shared by the threads
   * @param systems creates the system under test
   * @param change called by writers occasionally, to change the system during the run
   */
  LazyTorture(TortureControl control, Function<TortureControl, LazySystem> systems, Runnable change) {
    this.control = control;
    this.system = systems.apply(control);
    this.change = change;
    for (int i = 0; i < CONTEXTS; i++) {
      contexts.set(i, system.create());
    }
  }

  @Override
  public Workload newReader(ThreadSlot slot) {
    return new LazyWorker(this, slot);
  }

  @Override
  public Workload newWriter(ThreadSlot slot) {
    return new LazyCloser(this, slot);
  }

  LazySystem system() {
    return system;
  }

  SystemContext context(FaultInjector injector) {
    return contexts.get(injector.nextInt(CONTEXTS));
  }

  /** Replaces a random context by a new one; the caller must release the use of the returned one. */
  SystemContext replace(FaultInjector injector) {
    return contexts.getAndSet(injector.nextInt(CONTEXTS), system.create());
  }

  void change() {
    change.run();
  }

  void checkCounts() {
    LazyCounts counts = system.counts();
    if (counts.isCorrupt()) {
      control.report(Check.FREE, () -> "used after free, or freed twice: " + counts);
    }
    long created = counts.created(); // read first, so that the difference can only be too small
    long unreleased = created - counts.released();
    if (unreleased > MOST_UNRELEASED) {
      control.report(Check.BALANCE, () -> unreleased + " contexts are not released, more than the threads can hold: " + counts);
    }
  }

  @Override
  public void checkFinalState(ThreadSlot slot) {
    checkCounts();
    for (int i = 0; i < CONTEXTS; i++) {
      slot.count(Count.ACQUIRED);
      LazyCloser.releaseUse(contexts.get(i), slot);
    }
    int pending = system.settle();
    LazyCounts counts = system.counts();
    slot.counters().add(Count.CONVERTED, counts.converted());
    slot.counters().add(Count.RELEASED_FOR_OTHERS, counts.releasedForOthers());
    slot.counters().add(Count.RELEASED, counts.releasedByOwner());
    for (String violation : counts.violations(pending)) {
      control.report(Check.BALANCE, () -> "final state: " + violation + "; " + counts);
    }
    if (pending != 0) {
      control.report(Check.BALANCE, () -> pending + " hand-offs are pending after all workers were closed");
    }
    for (String left : system.leftovers()) {
      control.report(Check.BALANCE, () -> "final state: " + left + "; " + counts);
    }
  }
}
