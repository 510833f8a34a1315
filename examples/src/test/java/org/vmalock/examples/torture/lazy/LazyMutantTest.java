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
 * An interleaving for each mutant that shows its violation: at one pause point the model runs the steps of other threads. The
 * same interleaving causes no violation in the correct model.
 */
class LazyMutantTest {
  /** Runs the steps of other threads at a pause point, once. */
  private static final class AtPausePoint implements Consumer<PausePoint> {
    private PausePoint point;
    private Runnable steps;

    AtPausePoint(PausePoint point) {
      this.point = point;
    }

    @Override
    public void accept(PausePoint reached) {
      if (reached == point && steps != null) {
        Runnable once = steps;
        steps = null;
        once.run();
      }
    }
  }

  private static List<String> finish(LazySystem system, SystemWorker... workers) {
    for (SystemWorker worker : workers) {
      worker.touch();
      worker.close();
    }
    return system.counts().violations(system.settle());
  }

  private static void expect(
      LazyMutant mutant, String violation, LazyMutant correct, Function<LazyMutant, List<String>> interleaving) {
    assertEquals(List.of(), interleaving.apply(correct));
    List<String> found = interleaving.apply(mutant);
    assertTrue(found.stream().anyMatch(line -> line.contains(violation)), () -> mutant + " shows " + found);
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
    return finish(system, worker);
  }

  @Test
  void releasedOnStaleProof() {
    expect(LazyMutant.RELEASED_ON_STALE_PROOF, "after the free", LazyMutant.NONE, LazyMutantTest::switchedAfterSlotRead);
  }

  @Test
  void noSecondCheck() {
    expect(LazyMutant.NO_SECOND_CHECK, "after the free", LazyMutant.NONE, LazyMutantTest::switchedAfterSlotRead);
  }

  /** The last user of B has read B in the slot; the worker switches to A, and A's last user fills the box. */
  private static List<String> switchedAfterSlotRead(LazyMutant mutant) {
    AtPausePoint pause = new AtPausePoint(PausePoint.SLOT_READ);
    ModelSystem system = new ModelSystem(mutant, pause);
    SystemWorker worker = system.register("worker");
    SystemContext a = system.create();
    SystemContext b = system.create();
    borrow(worker, b);
    pause.steps = () -> {
      borrow(worker, a);
      a.releaseUse();
    };
    b.releaseUse();
    return finish(system, worker);
  }

  @Test
  void closedWithFullSlot() {
    expect(LazyMutant.CLOSED_WITH_FULL_SLOT, "released twice", LazyMutant.NONE, LazyMutantTest::closedWhileBorrowing);
  }

  private static List<String> closedWhileBorrowing(LazyMutant mutant) {
    ModelSystem system = new ModelSystem(mutant, point -> {});
    SystemWorker worker = system.register("worker");
    SystemContext context = system.create();
    borrow(worker, context);
    worker.close();
    context.touch();
    context.releaseUse();
    return finish(system);
  }

  @Test
  void countedAfterPublication() {
    expect(LazyMutant.COUNTED_AFTER_PUBLICATION, "released twice", LazyMutant.NONE, LazyMutantTest::switchedAfterHandOff);
  }

  private static List<String> switchedAfterHandOff(LazyMutant mutant) {
    AtPausePoint pause = new AtPausePoint(PausePoint.HANDED_OFF);
    ModelSystem system = new ModelSystem(mutant, pause);
    SystemWorker worker = system.register("worker");
    SystemContext context = system.create();
    SystemContext other = system.create();
    borrow(worker, context);
    pause.steps = () -> worker.switchTo(other);
    context.releaseUse();
    worker.switchToIdle();
    other.releaseUse();
    return finish(system, worker);
  }

  @Test
  void exactClearedByStore() {
    expect(
        LazyMutant.EXACT_CLEARED_BY_STORE,
        "leaked",
        LazyMutant.NONE_EXACT,
        mutant -> releasedDuringClose(mutant, PausePoint.SLOT_RELEASE));
  }

  @Test
  void maskClearedFirst() {
    expect(
        LazyMutant.MASK_CLEARED_FIRST,
        "after the free",
        LazyMutant.NONE,
        mutant -> releasedDuringClose(mutant, PausePoint.UNMASKED));
  }

  /** The last use is released at a pause point of the closing worker. */
  private static List<String> releasedDuringClose(LazyMutant mutant, PausePoint point) {
    AtPausePoint pause = new AtPausePoint(point);
    ModelSystem system = new ModelSystem(mutant, pause);
    SystemWorker worker = system.register("worker");
    SystemContext context = system.create();
    borrow(worker, context);
    pause.steps = context::releaseUse;
    worker.close();
    return finish(system);
  }

  @Test
  void addressReused() {
    expect(LazyMutant.ADDRESS_REUSED, "after the free", LazyMutant.NONE, LazyMutantTest::recycled);
  }

  /**
   * A's last user hands off A after the worker has switched to B. The last user of B has proved that the worker no longer borrows
   * A. Then the worker releases A, which is freed and recycled, borrows it again, and is handed off its second generation.
   */
  private static List<String> recycled(LazyMutant mutant) {
    AtPausePoint pause = new AtPausePoint(PausePoint.SLOT_READ);
    ModelSystem system = new ModelSystem(mutant, pause);
    SystemWorker worker = system.register("worker");
    SystemContext a = system.create();
    SystemContext b = system.create();
    borrow(worker, a);
    pause.steps = () -> borrow(worker, b);
    a.releaseUse();
    pause.point = PausePoint.BOX_PROVED;
    pause.steps =
        () -> {
          worker.switchToIdle();
          SystemContext again = system.create();
          borrow(worker, again);
          again.releaseUse();
        };
    b.releaseUse();
    return finish(system, worker);
  }

  private static void borrow(SystemWorker worker, SystemContext context) {
    worker.switchTo(context);
    worker.switchToIdle();
  }

  @ParameterizedTest
  @EnumSource(LazyMutant.class)
  void everyMutantHasATest(LazyMutant mutant) {
    String name = mutant.name().replace("_", "");
    Stream<Method> methods = Stream.of(LazyMutantTest.class.getDeclaredMethods());
    assertTrue(
        mutant.isCorrect() || methods.anyMatch(method -> method.getName().equalsIgnoreCase(name)),
        () -> "no test named after " + mutant);
  }
}
