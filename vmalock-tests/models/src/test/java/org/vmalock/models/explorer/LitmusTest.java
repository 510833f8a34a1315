package org.vmalock.models.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.vmalock.models.explorer.MemoryModel.RA;
import static org.vmalock.models.explorer.MemoryModel.SC;
import static org.vmalock.models.explorer.MemoryModel.TSO;
import static org.vmalock.models.explorer.Mode.ACQUIRE;
import static org.vmalock.models.explorer.Mode.OPAQUE;
import static org.vmalock.models.explorer.Mode.RELEASE;
import static org.vmalock.models.explorer.Mode.VOLATILE;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The memory models allow the outcomes of the well-known litmus tests that they are known to allow, and no others. */
class LitmusTest {
  private static void allowedUnder(Set<MemoryModel> models, Litmus.Body body, int... values) {
    assertEquals(models, Arrays.stream(MemoryModel.values())
        .filter(model -> Litmus.allows(model, body, values))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(MemoryModel.class))));
  }

  private static Set<MemoryModel> none() {
    return EnumSet.noneOf(MemoryModel.class);
  }

  private static Litmus.Body storeBuffering(Mode store, Mode load, boolean fences) {
    return test -> {
      Location x = test.variable("x");
      Location y = test.variable("y");
      test.thread(() -> storeThenLoad(test, x, y, store, load, fences, 0));
      test.thread(() -> storeThenLoad(test, y, x, store, load, fences, 1));
    };
  }

  private static void storeThenLoad(Litmus test, Location mine, Location other, Mode store, Mode load, boolean fences, int register) {
    mine.set(store, 1);
    if (fences) {
      test.fence();
    }
    test.keep(register, other.get(load) + 1);
  }

  @Test
  void storeBufferingShowsItselfUnlessVolatileOrFenced() {
    allowedUnder(EnumSet.of(TSO, RA), storeBuffering(RELEASE, ACQUIRE, false), 1, 1);
    allowedUnder(EnumSet.of(TSO, RA), storeBuffering(OPAQUE, OPAQUE, false), 1, 1);
    allowedUnder(EnumSet.of(RA), storeBuffering(VOLATILE, ACQUIRE, false), 1, 1);
    allowedUnder(none(), storeBuffering(VOLATILE, VOLATILE, false), 1, 1);
    allowedUnder(none(), storeBuffering(OPAQUE, OPAQUE, true), 1, 1);
    allowedUnder(EnumSet.of(SC, TSO, RA), storeBuffering(VOLATILE, VOLATILE, false), 2, 1);
  }

  private static Litmus.Body messagePassing(Mode store, Mode load, boolean fences) {
    return test -> {
      Location data = test.variable("data");
      Location flag = test.variable("flag");
      test.thread(() -> {
        data.setOpaque(1);
        if (fences) {
          test.fenceRelease();
        }
        flag.set(store, 1);
      });
      test.thread(() -> {
        test.keep(0, flag.get(load));
        if (fences) {
          test.fenceAcquire();
        }
        test.keep(1, data.getOpaque() + 1);
      });
    };
  }

  @Test
  void aMessageNeedsReleaseAndAcquireOrBothFences() {
    allowedUnder(none(), messagePassing(RELEASE, ACQUIRE, false), 1, 1);
    allowedUnder(EnumSet.of(RA), messagePassing(OPAQUE, ACQUIRE, false), 1, 1);
    allowedUnder(EnumSet.of(RA), messagePassing(RELEASE, OPAQUE, false), 1, 1);
    allowedUnder(none(), messagePassing(OPAQUE, OPAQUE, true), 1, 1);
  }

  @Test
  void loadsOfOneLocationNeverGoBack() {
    allowedUnder(none(), test -> {
      Location x = test.variable("x");
      test.thread(() -> x.setOpaque(1));
      test.thread(() -> {
        test.keep(0, x.getOpaque());
        test.keep(1, x.getOpaque() + 1);
      });
    }, 1, 1);
  }

  private static Litmus.Body independentReads(Mode mode) {
    return test -> {
      Location x = test.variable("x");
      Location y = test.variable("y");
      test.thread(() -> x.set(mode == VOLATILE ? VOLATILE : RELEASE, 1));
      test.thread(() -> y.set(mode == VOLATILE ? VOLATILE : RELEASE, 1));
      test.thread(() -> loadBoth(test, x, y, mode, 0));
      test.thread(() -> loadBoth(test, y, x, mode, 2));
    };
  }

  private static void loadBoth(Litmus test, Location first, Location second, Mode mode, int register) {
    test.keep(register, first.get(mode));
    test.keep(register + 1, second.get(mode) + 1);
  }

  @Test
  void independentReadersAgreeOnTheOrderOfVolatileStores() {
    allowedUnder(none(), independentReads(VOLATILE), 1, 1, 1, 1);
    allowedUnder(EnumSet.of(RA), independentReads(ACQUIRE), 1, 1, 1, 1);
  }

  @Test
  void loadsDoNotReadStoresOfTheFuture() {
    allowedUnder(none(), test -> {
      Location x = test.variable("x");
      Location y = test.variable("y");
      test.thread(() -> {
        test.keep(0, x.getOpaque());
        y.setOpaque(1);
      });
      test.thread(() -> {
        test.keep(1, y.getOpaque());
        x.setOpaque(1);
      });
    }, 1, 1);
  }

  private static Litmus.Body releaseSequence(boolean sequences) {
    return test -> {
      Location data = test.variable("data");
      Location flag = test.variable("flag");
      test.thread(() -> {
        data.setOpaque(1);
        flag.setRelease(1);
      });
      test.thread(() -> flag.compareAndSet(sequences ? VOLATILE : OPAQUE, 1, 2));
      test.thread(() -> {
        test.keep(0, flag.getAcquire());
        test.keep(1, data.getOpaque() + 1);
      });
    };
  }

  @Test
  void aReadModifyWriteCarriesOnNothingUnlessItIsVolatileItself() {
    allowedUnder(EnumSet.of(RA), releaseSequence(false), 2, 1);
    allowedUnder(none(), releaseSequence(true), 2, 1);
  }

  @Test
  void aFailedCompareAndSetStoresNothing() {
    allowedUnder(none(), test -> {
      Location x = test.variable("x");
      test.thread(() -> test.keep(0, x.compareAndSet(5, 1) ? 1 : 0));
      test.thread(() -> test.keep(1, x.getVolatile()));
    }, 0, 1);
  }

  @Test
  void readModifyWritesOfOneLocationAreAtomic() {
    Litmus.Body body = test -> {
      Location x = test.variable("x");
      test.thread(() -> test.keep(0, x.getAndAdd(OPAQUE, 1) + 1));
      test.thread(() -> test.keep(1, x.getAndAdd(OPAQUE, 1) + 1));
    };
    allowedUnder(none(), body, 1, 1);
    allowedUnder(EnumSet.of(SC, TSO, RA), body, 1, 2);
  }
}
