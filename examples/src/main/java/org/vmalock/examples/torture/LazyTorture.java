package org.vmalock.examples.torture;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.lazy.LazyLedger;
import org.vmalock.examples.torture.lazy.LazySystem;
import org.vmalock.examples.torture.lazy.LazySystem.Context;
import org.vmalock.examples.torture.subject.Check;

/**
 * Contexts that workers keep at hand: readers are workers who switch among a few contexts and touch what they borrow as often as
 * they can, writers replace the contexts under them.
 *
 * <p>Taken and given up are the references of users, whom the torture counts itself, and those that last users have raised in the
 * name of workers, which the system counts.
 */
final class LazyTorture implements Torture {
  private static final int CONTEXTS = 3;

  /** Each thread has a few, and each that died a moment ago. */
  private static final int MOST_OPEN = 10_000;

  private final Session session;
  private final LazySystem system;
  private final Runnable change;
  private final AtomicReferenceArray<Context> open = new AtomicReferenceArray<>(CONTEXTS);

  /**
   * Prepares it.
   *
   * @param systems make what is tortured
   * @param change called by writers now and then, to change the system in the midst of the run
   */
  LazyTorture(Session session, Function<Session, LazySystem> systems, Runnable change) {
    this.session = session;
    this.system = systems.apply(session);
    this.change = change;
    for (int i = 0; i < CONTEXTS; i++) {
      open.set(i, system.open());
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

  Context context(FaultInjector chance) {
    return open.get(chance.below(CONTEXTS));
  }

  /** Whoever puts a new one in its place has the reference of the old one to put. */
  Context replace(FaultInjector chance) {
    return open.getAndSet(chance.below(CONTEXTS), system.open());
  }

  void change() {
    change.run();
  }

  void requireSound() {
    LazyLedger ledger = system.ledger();
    if (ledger.isCorrupt()) {
      session.violated(Check.FREE, () -> "used after the free, or freed twice: " + ledger);
    }
    long opened = ledger.opened(); // before what is released, so that the difference is too small rather than too large
    long open = opened - ledger.released();
    if (open > MOST_OPEN) {
      session.violated(Check.BALANCE, () -> open + " contexts have not been released, and nobody can have that many: " + ledger);
    }
  }

  @Override
  public void takeApart(ThreadSlot slot) {
    requireSound();
    for (int i = 0; i < CONTEXTS; i++) {
      slot.count(Count.GRABS);
      LazyCloser.put(open.get(i), slot);
    }
    int pending = system.settle();
    LazyLedger ledger = system.ledger();
    slot.counters().add(Count.CONVERTS, ledger.converts());
    slot.counters().add(Count.STEALS, ledger.steals());
    slot.counters().add(Count.DROPS, ledger.drops());
    for (String violation : ledger.violations(pending)) {
      session.violated(Check.BALANCE, () -> "when all is over: " + violation + "; " + ledger);
    }
    if (pending != 0) {
      session.violated(Check.BALANCE, () -> pending + " hand-offs are pending when all workers are gone");
    }
  }
}
