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
import org.vmalock.examples.torture.lazy.LazySystem.SystemContext;
import org.vmalock.examples.torture.lazy.LazySystem.SystemWorker;
import org.vmalock.examples.torture.lazy.ModelSystem.PausePoint;

/**
 * Each mutant has an interleaving that shows it: the pause of the model does what other threads would do in that point. The same
 * interleaving leaves the clean variant without a violation.
 */
class LazyMutantTest {
  /** What other threads do in a point, once. */
  private static final class AtPausePoint implements Consumer<PausePoint> {
    private PausePoint point;
    private Runnable others;

    AtPausePoint(PausePoint point) {
      this.point = point;
    }

    @Override
    public void accept(PausePoint reached) {
      if (reached == point && others != null) {
        Runnable once = others;
        others = null;
        once.run();
      }
    }
  }

  private static List<String> end(LazySystem system, SystemWorker... workers) {
    for (SystemWorker worker : workers) {
      worker.touch();
      worker.close();
    }
    return system.counts().violations(system.settle());
  }

  private static void expect(LazyMutant mutant, String violation, LazyMutant clean, Function<LazyMutant, List<String>> interleaving) {
    assertEquals(List.of(), interleaving.apply(clean));
    List<String> flawed = interleaving.apply(mutant);
    assertTrue(flawed.stream().anyMatch(line -> line.contains(violation)), () -> mutant + " shows " + flawed);
  }

  @Test
  void releasedWhileBorrowed() {
    expect(LazyMutant.RELEASED_WHILE_BORROWED, "after the free", LazyMutant.NONE, LazyMutantTest::switchedTwice);
  }

  private static List<String> switchedTwice(LazyMutant mutant) {
    ModelSystem system = new ModelSystem(mutant, point -> {});
    SystemWorker worker = system.register("worker");
    SystemContext context = system.create();
    borrow(worker, context);
    context.releaseUse();
    worker.switchToIdle();
    return end(system, worker);
  }

  @Test
  void releasedOnStaleProof() {
    expect(LazyMutant.RELEASED_ON_STALE_PROOF, "after the free", LazyMutant.NONE, LazyMutantTest::stolen);
  }

  @Test
  void noSecondCheck() {
    expect(LazyMutant.NO_SECOND_CHECK, "after the free", LazyMutant.NONE, LazyMutantTest::stolen);
  }

  /** The last user of B has seen B in the slot; the worker goes over to A, and A's last user fills the box. */
  private static List<String> stolen(LazyMutant mutant) {
    AtPausePoint others = new AtPausePoint(PausePoint.SLOT_READ);
    ModelSystem system = new ModelSystem(mutant, others);
    SystemWorker worker = system.register("worker");
    SystemContext a = system.create();
    SystemContext b = system.create();
    borrow(worker, b);
    others.others = () -> {
      borrow(worker, a);
      a.releaseUse();
    };
    b.releaseUse();
    return end(system, worker);
  }

  @Test
  void closedWithFullSlot() {
    expect(LazyMutant.CLOSED_WITH_FULL_SLOT, "released twice", LazyMutant.NONE, LazyMutantTest::unplugged);
  }

  private static List<String> unplugged(LazyMutant mutant) {
    ModelSystem system = new ModelSystem(mutant, point -> {});
    SystemWorker worker = system.register("worker");
    SystemContext context = system.create();
    borrow(worker, context);
    worker.close();
    context.touch();
    context.releaseUse();
    return end(system);
  }

  @Test
  void countedAfterPublication() {
    expect(LazyMutant.COUNTED_AFTER_PUBLICATION, "released twice", LazyMutant.NONE, LazyMutantTest::drainedAtOnce);
  }

  private static List<String> drainedAtOnce(LazyMutant mutant) {
    AtPausePoint others = new AtPausePoint(PausePoint.HANDED_OFF);
    ModelSystem system = new ModelSystem(mutant, others);
    SystemWorker worker = system.register("worker");
    SystemContext context = system.create();
    SystemContext other = system.create();
    borrow(worker, context);
    others.others = () -> worker.switchTo(other);
    context.releaseUse();
    worker.switchToIdle();
    other.releaseUse();
    return end(system, worker);
  }

  @Test
  void exactClearedByStore() {
    expect(LazyMutant.EXACT_CLEARED_BY_STORE, "leaked", LazyMutant.NONE_EXACT, LazyMutantTest::leftBeside);
  }

  private static List<String> leftBeside(LazyMutant mutant) {
    AtPausePoint others = new AtPausePoint(PausePoint.SLOT_RELEASE);
    ModelSystem system = new ModelSystem(mutant, others);
    SystemWorker worker = system.register("worker");
    SystemContext context = system.create();
    borrow(worker, context);
    others.others = context::releaseUse;
    worker.close();
    return end(system);
  }

  @Test
  void maskClearedFirst() {
    expect(LazyMutant.MASK_CLEARED_FIRST, "after the free", LazyMutant.NONE, LazyMutantTest::putWhileGoing);
  }

  private static List<String> putWhileGoing(LazyMutant mutant) {
    AtPausePoint others = new AtPausePoint(PausePoint.UNMASKED);
    ModelSystem system = new ModelSystem(mutant, others);
    SystemWorker worker = system.register("worker");
    SystemContext context = system.create();
    borrow(worker, context);
    others.others = context::releaseUse;
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
    AtPausePoint others = new AtPausePoint(PausePoint.SLOT_READ);
    ModelSystem system = new ModelSystem(mutant, others);
    SystemWorker worker = system.register("worker");
    SystemContext a = system.create();
    SystemContext b = system.create();
    borrow(worker, a);
    others.others = () -> borrow(worker, b);
    a.releaseUse();
    others.point = PausePoint.BOX_PROVED;
    others.others =
        () -> {
          worker.switchToIdle();
          SystemContext again = system.create();
          borrow(worker, again);
          again.releaseUse();
        };
    b.releaseUse();
    return end(system, worker);
  }

  private static void borrow(SystemWorker worker, SystemContext context) {
    worker.switchTo(context);
    worker.switchToIdle();
  }

  @ParameterizedTest
  @EnumSource(LazyMutant.class)
  void everyMutantHasAnInterleavingHere(LazyMutant mutant) {
    String name = mutant.name().replace("_", "");
    Stream<Method> methods = Stream.of(LazyMutantTest.class.getDeclaredMethods());
    assertTrue(
        mutant.isCorrect() || methods.anyMatch(method -> method.getName().equalsIgnoreCase(name)),
        () -> "no test named after " + mutant);
  }
}
