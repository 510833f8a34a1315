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
 * Each mutant has an interleaving that shows it: the pause of the model does what other threads would do in that gap. The same
 * interleaving leaves the clean variant without a violation.
 */
class LazyMutantTest {
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
      worker.close();
    }
    return system.ledger().violations(system.settle());
  }

  private static void expect(LazyMutant mutant, String violation, LazyMutant clean, Function<LazyMutant, List<String>> interleaving) {
    assertEquals(List.of(), interleaving.apply(clean));
    List<String> flawed = interleaving.apply(mutant);
    assertTrue(flawed.stream().anyMatch(line -> line.contains(violation)), () -> mutant + " shows " + flawed);
  }

  @Test
  void droppedWhileBorrowed() {
    expect(LazyMutant.DROPPED_WHILE_BORROWED, "after the free", LazyMutant.NONE, LazyMutantTest::switchedTwice);
  }

  private static List<String> switchedTwice(LazyMutant mutant) {
    ModelSystem system = new ModelSystem(mutant, gap -> {});
    Worker worker = system.register("worker");
    Context context = system.open();
    borrow(worker, context);
    context.put();
    worker.switchToIdle();
    return end(system, worker);
  }

  @Test
  void stolenByEarlyProof() {
    expect(LazyMutant.STOLEN_BY_EARLY_PROOF, "after the free", LazyMutant.NONE, LazyMutantTest::stolen);
  }

  @Test
  void noSecondLook() {
    expect(LazyMutant.NO_SECOND_LOOK, "after the free", LazyMutant.NONE, LazyMutantTest::stolen);
  }

  /** The last user of B has seen B in the slot; the worker goes over to A, and A's last user fills the box. */
  private static List<String> stolen(LazyMutant mutant) {
    InGap others = new InGap(Gap.SLOT_READ);
    ModelSystem system = new ModelSystem(mutant, others);
    Worker worker = system.register("worker");
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
    expect(LazyMutant.TAKEN_DOWN_WITH_FULL_SLOT, "released twice", LazyMutant.NONE, LazyMutantTest::unplugged);
  }

  private static List<String> unplugged(LazyMutant mutant) {
    ModelSystem system = new ModelSystem(mutant, gap -> {});
    Worker worker = system.register("worker");
    Context context = system.open();
    borrow(worker, context);
    worker.close();
    context.touch();
    context.put();
    return end(system);
  }

  @Test
  void countedAfterPublication() {
    expect(LazyMutant.COUNTED_AFTER_PUBLICATION, "released twice", LazyMutant.NONE, LazyMutantTest::drainedAtOnce);
  }

  private static List<String> drainedAtOnce(LazyMutant mutant) {
    InGap others = new InGap(Gap.HANDED_OVER);
    ModelSystem system = new ModelSystem(mutant, others);
    Worker worker = system.register("worker");
    Context context = system.open();
    Context other = system.open();
    borrow(worker, context);
    others.others = () -> worker.switchTo(other);
    context.put();
    worker.switchToIdle();
    other.put();
    return end(system, worker);
  }

  @Test
  void exactLeftByStore() {
    expect(LazyMutant.EXACT_LEFT_BY_STORE, "leaked", LazyMutant.NONE_EXACT, LazyMutantTest::leftBeside);
  }

  private static List<String> leftBeside(LazyMutant mutant) {
    InGap others = new InGap(Gap.LEAVING);
    ModelSystem system = new ModelSystem(mutant, others);
    Worker worker = system.register("worker");
    Context context = system.open();
    borrow(worker, context);
    others.others = context::put;
    worker.close();
    return end(system);
  }

  @Test
  void maskClearedFirst() {
    expect(LazyMutant.MASK_CLEARED_FIRST, "after the free", LazyMutant.NONE, LazyMutantTest::putWhileGoing);
  }

  private static List<String> putWhileGoing(LazyMutant mutant) {
    InGap others = new InGap(Gap.UNMASKED);
    ModelSystem system = new ModelSystem(mutant, others);
    Worker worker = system.register("worker");
    Context context = system.open();
    borrow(worker, context);
    others.others = context::put;
    worker.close();
    return end(system);
  }

  @Test
  void addressReused() {
    expect(LazyMutant.ADDRESS_REUSED, "after the free", LazyMutant.NONE, LazyMutantTest::recycled);
  }

  /**
   * A's last user hands A over when the worker has gone over to B already. The last user of B is sure that the worker is done
   * with A, when the worker drops A, which is freed and opened again, borrows it anew, and is handed its second life.
   */
  private static List<String> recycled(LazyMutant mutant) {
    InGap others = new InGap(Gap.SLOT_READ);
    ModelSystem system = new ModelSystem(mutant, others);
    Worker worker = system.register("worker");
    Context a = system.open();
    Context b = system.open();
    borrow(worker, a);
    others.others = () -> borrow(worker, b);
    a.put();
    others.gap = Gap.PROVED;
    others.others =
        () -> {
          worker.switchToIdle();
          Context again = system.open();
          borrow(worker, again);
          again.put();
        };
    b.put();
    return end(system, worker);
  }

  private static void borrow(Worker worker, Context context) {
    worker.switchTo(context);
    worker.switchToIdle();
  }

  @ParameterizedTest
  @EnumSource(LazyMutant.class)
  void everyMutantHasAnInterleavingHere(LazyMutant mutant) {
    String name = mutant.name().replace("_", "");
    Stream<Method> methods = Stream.of(LazyMutantTest.class.getDeclaredMethods());
    assertTrue(
        mutant.isClean() || methods.anyMatch(method -> method.getName().equalsIgnoreCase(name)),
        () -> "no test named after " + mutant);
  }
}
