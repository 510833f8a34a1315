package org.vmalock.examples.torture.lazy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.examples.torture.lazy.LazySystem.Context;
import org.vmalock.examples.torture.lazy.LazySystem.Worker;
import org.vmalock.examples.torture.lazy.ModelSystem.Gap;

/**
 * Each flaw has an interleaving that shows it: the pause of the model does what other threads would do in that gap. The same
 * interleaving leaves the clean variant without a violation.
 */
class LazyFlawTest {
  /** What other threads do in a gap, once. */
  private static final class InGap implements Consumer<Gap> {
    private Gap gap;
    private Runnable others;

    InGap(Gap gap) {
      this.gap = gap;
    }

    @Override
    public void accept(Gap reached) {
      if (reached == gap && others != null) {
        Runnable once = others;
        others = null;
        once.run();
      }
    }
  }

  private static List<String> end(LazySystem system, Worker... workers) {
    for (Worker worker : workers) {
      worker.touch();
      worker.takeDown();
    }
    return system.ledger().violations(system.settle());
  }

  private static void expect(LazyFlaw flaw, String violation, LazyFlaw clean, Function<LazyFlaw, List<String>> interleaving) {
    assertEquals(List.of(), interleaving.apply(clean));
    List<String> flawed = interleaving.apply(flaw);
    assertTrue(flawed.stream().anyMatch(line -> line.contains(violation)), () -> flaw + " shows " + flawed);
  }

  @Test
  void droppedWhileBorrowed() {
    expect(LazyFlaw.DROPPED_WHILE_BORROWED, "after the free", LazyFlaw.NONE, LazyFlawTest::switchedTwice);
  }

  private static List<String> switchedTwice(LazyFlaw flaw) {
    ModelSystem system = new ModelSystem(flaw, gap -> {});
    Worker worker = system.bringUp("worker");
    Context context = system.open();
    borrow(worker, context);
    context.put();
    worker.switchToKernel();
    return end(system, worker);
  }

  @Test
  void stolenByEarlyProof() {
    expect(LazyFlaw.STOLEN_BY_EARLY_PROOF, "after the free", LazyFlaw.NONE, LazyFlawTest::stolen);
  }

  @Test
  void noSecondLook() {
    expect(LazyFlaw.NO_SECOND_LOOK, "after the free", LazyFlaw.NONE, LazyFlawTest::stolen);
  }

  /** The last user of B has seen B in the slot; the worker goes over to A, and A's last user fills the box. */
  private static List<String> stolen(LazyFlaw flaw) {
    InGap others = new InGap(Gap.SLOT_READ);
    ModelSystem system = new ModelSystem(flaw, others);
    Worker worker = system.bringUp("worker");
    Context a = system.open();
    Context b = system.open();
    borrow(worker, b);
    others.others = () -> {
      borrow(worker, a);
      a.put();
    };
    b.put();
    return end(system, worker);
  }

  @Test
  void takenDownWithFullSlot() {
    expect(LazyFlaw.TAKEN_DOWN_WITH_FULL_SLOT, "released twice", LazyFlaw.NONE, LazyFlawTest::unplugged);
  }

  private static List<String> unplugged(LazyFlaw flaw) {
    ModelSystem system = new ModelSystem(flaw, gap -> {});
    Worker worker = system.bringUp("worker");
    Context context = system.open();
    borrow(worker, context);
    worker.takeDown();
    context.touch();
    context.put();
    return end(system);
  }

  @Test
  void countedAfterPublication() {
    expect(LazyFlaw.COUNTED_AFTER_PUBLICATION, "released twice", LazyFlaw.NONE, LazyFlawTest::drainedAtOnce);
  }

  private static List<String> drainedAtOnce(LazyFlaw flaw) {
    InGap others = new InGap(Gap.HANDED_OVER);
    ModelSystem system = new ModelSystem(flaw, others);
    Worker worker = system.bringUp("worker");
    Context context = system.open();
    Context other = system.open();
    borrow(worker, context);
    others.others = () -> worker.switchTo(other);
    context.put();
    worker.switchToKernel();
    other.put();
    return end(system, worker);
  }

  @Test
  void exactLeftByStore() {
    expect(LazyFlaw.EXACT_LEFT_BY_STORE, "leaked", LazyFlaw.NONE_EXACT, LazyFlawTest::leftBeside);
  }

  private static List<String> leftBeside(LazyFlaw flaw) {
    InGap others = new InGap(Gap.LEAVING);
    ModelSystem system = new ModelSystem(flaw, others);
    Worker worker = system.bringUp("worker");
    Context context = system.open();
    borrow(worker, context);
    others.others = context::put;
    worker.takeDown();
    return end(system);
  }

  @Test
  void maskClearedFirst() {
    expect(LazyFlaw.MASK_CLEARED_FIRST, "after the free", LazyFlaw.NONE, LazyFlawTest::putWhileGoing);
  }

  private static List<String> putWhileGoing(LazyFlaw flaw) {
    InGap others = new InGap(Gap.UNMASKED);
    ModelSystem system = new ModelSystem(flaw, others);
    Worker worker = system.bringUp("worker");
    Context context = system.open();
    borrow(worker, context);
    others.others = context::put;
    worker.takeDown();
    return end(system);
  }

  @Test
  void addressReused() {
    expect(LazyFlaw.ADDRESS_REUSED, "after the free", LazyFlaw.NONE, LazyFlawTest::recycled);
  }

  /**
   * A's last user hands A over when the worker has gone over to B already. The last user of B is sure that the worker is done
   * with A, when the worker drops A, which is freed and opened again, borrows it anew, and is handed its second life.
   */
  private static List<String> recycled(LazyFlaw flaw) {
    InGap others = new InGap(Gap.SLOT_READ);
    ModelSystem system = new ModelSystem(flaw, others);
    Worker worker = system.bringUp("worker");
    Context a = system.open();
    Context b = system.open();
    borrow(worker, a);
    others.others = () -> borrow(worker, b);
    a.put();
    others.gap = Gap.PROVED;
    others.others =
        () -> {
          worker.switchToKernel();
          Context again = system.open();
          borrow(worker, again);
          again.put();
        };
    b.put();
    return end(system, worker);
  }

  private static void borrow(Worker worker, Context context) {
    worker.switchTo(context);
    worker.switchToKernel();
  }

  @ParameterizedTest
  @EnumSource(LazyFlaw.class)
  void everyFlawHasAnInterleavingHere(LazyFlaw flaw) {
    String name = flaw.name().replace("_", "");
    Stream<Method> methods = Stream.of(LazyFlawTest.class.getDeclaredMethods());
    assertTrue(
        flaw.isClean() || methods.anyMatch(method -> method.getName().equalsIgnoreCase(name)),
        () -> "no test named after " + flaw);
  }
}
