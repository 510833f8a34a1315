package org.vmalock.models.explorer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The search itself: races, sleeping threads, traces, choices, limits. */
class ExplorerTest {
  private static Outcome explore(MemoryModel model, Litmus.Body body) {
    return Explorer.explore(Litmus.of(body), model);
  }

  private static Litmus.Body handOff(Mode store, Mode load) {
    return test -> {
      Location ready = test.variable("ready");
      test.thread(() -> {
        test.data().write();
        ready.set(store, 1);
      });
      test.thread(() -> {
        if (ready.get(load) == 1) {
          test.data().read();
        }
      });
    };
  }

  @Test
  void aRaceOnThePayloadIsFoundWhereNothingOrdersIt() {
    assertAll(
        () -> assertFalse(explore(MemoryModel.RA, handOff(Mode.RELEASE, Mode.ACQUIRE)).isViolated()),
        () -> assertTrue(explore(MemoryModel.RA, handOff(Mode.OPAQUE, Mode.ACQUIRE)).isViolated()),
        () -> assertTrue(explore(MemoryModel.RA, handOff(Mode.RELEASE, Mode.OPAQUE)).isViolated()));
  }

  @Test
  void aWriteIsOrderedAfterTheReadersToo() {
    Litmus.Body body = test -> {
      Location done = test.variable("done");
      test.thread(() -> {
        test.data().read();
        done.setOpaque(1);
      });
      test.thread(() -> {
        if (done.getAcquire() == 1) {
          test.data().write();
        }
      });
    };
    assertEquals("race: a write of the payload is not ordered after an access", explore(MemoryModel.RA, body).violation());
  }

  @ParameterizedTest
  @EnumSource
  void aPermitThatComesFirstIsKept(MemoryModel model) {
    assertFalse(explore(model, test -> {
      test.thread(() -> test.wake(1));
      test.thread(test::sleep);
    }).isViolated());
  }

  @ParameterizedTest
  @EnumSource
  void aPermitIsConsumed(MemoryModel model) {
    Outcome outcome = explore(model, test -> {
      test.thread(() -> test.wake(1));
      test.thread(() -> {
        test.sleep();
        test.sleep();
      });
    });
    assertEquals("I5: deadlock: T1 is parked for ever", outcome.violation());
  }

  @Test
  void aLostWakeUpIsADeadlockThatNamesTheSleeper() {
    Litmus.Body body = test -> {
      Location waiter = test.variable("waiter");
      Location condition = test.variable("condition");
      test.thread(() -> {
        waiter.setRelease(1);
        if (condition.getAcquire() == 0) {
          test.sleep();
        }
      });
      test.thread(() -> {
        condition.setRelease(1);
        if (waiter.getAcquire() == 1) {
          test.wake(0);
        }
      });
    };
    assertFalse(explore(MemoryModel.SC, body).isViolated());
    assertEquals("I5: deadlock: T0 is parked for ever", explore(MemoryModel.TSO, body).violation());
    assertEquals("I5: deadlock: T0 is parked for ever", explore(MemoryModel.RA, body).violation());
  }

  @Test
  void aTraceNamesThreadLocationValueAndStaleLoads() {
    Outcome outcome = explore(MemoryModel.RA, test -> {
      Location x = test.variable("x");
      Location y = test.variable("y");
      test.thread(() -> {
        x.setOpaque(7);
        y.setOpaque(1);
      });
      test.thread(() -> {
        if (y.getOpaque() == 1 && x.getOpaque() == 0) {
          test.fail("seen out of order");
        }
      });
    });
    assertEquals("seen out of order", outcome.violation());
    assertEquals(List.of(
        "   1  T0  x := 7 [opaque]",
        "   2  T0  y := 1 [opaque]",
        "   3  T1  y -> 1 [opaque]",
        "   4  T1  x -> 0 (stale) [opaque]"), outcome.interleaving());
  }

  @Test
  void aTraceShowsWhenAStoreReachesMemory() {
    Outcome outcome = Explorer.explore(Litmus.asking(test -> {
      Location x = test.variable("x");
      test.thread(() -> x.setRelease(3));
      test.thread(() -> test.keep(0, x.getOpaque()));
    }, 3), MemoryModel.TSO);
    assertTrue(outcome.interleaving().get(0).endsWith("x := 3 (buffered) [release]"), outcome.interleaving()::toString);
    assertTrue(outcome.interleaving().get(1).endsWith("(store of x reaches memory: 3)"), outcome.interleaving()::toString);
  }

  @ParameterizedTest
  @EnumSource
  void everyNumberIsChosen(MemoryModel model) {
    for (int number = 0; number < 3; number++) {
      assertTrue(Litmus.allows(model, test -> test.thread(() -> {
        test.tick();
        test.keep(0, test.pick(3));
      }), number));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLoopLeavesNoTraceOfItsTurns(MemoryModel model) {
    Outcome outcome = explore(model, test -> {
      Location x = test.variable("x");
      test.thread(() -> test.spinUntil(x, value -> value == 1));
      test.thread(() -> x.setRelease(1));
    });
    assertFalse(outcome.isViolated());
    assertTrue(outcome.states() < 10, () -> outcome.states() + " states");
  }

  @Test
  void givesUpAtTheLimit() {
    Outcome outcome = Explorer.explore(Litmus.of(test -> {
      Location x = test.variable("x");
      test.thread(() -> test.spinUntil(x, value -> x.getAndAdd(1) < 0));
    }), MemoryModel.SC, 100);
    assertFalse(outcome.complete());
  }

  @Test
  void refusesAProgramThatBeginsWithWhatIsNoStep() {
    assertThrows(IllegalArgumentException.class, () -> explore(MemoryModel.SC, test -> test.thread(() -> test.keep(0, 1))));
  }

  @Test
  void refusesALoadThatWasNotDeclared() {
    Protocol protocol = new Protocol() {
      {
        Location x = location("x", 0);
        actor("T0", x::getOpaque).loads();
      }
    };
    assertThrows(IllegalStateException.class, () -> Explorer.explore(protocol, MemoryModel.SC));
  }

  @Test
  void refusesAnOperationOutsideOfAProgram() {
    assertThrows(IllegalStateException.class, () -> Litmus.of(test -> test.variable("x").getOpaque()));
  }

  @Test
  void aGhostObservesWhatHasReachedMemory() {
    assertEquals(Set.of(1), observed(MemoryModel.SC));
    assertEquals(Set.of(0, 1), observed(MemoryModel.TSO));
  }

  /** Returns what a ghost can observe of a store by its own thread. */
  private static Set<Integer> observed(MemoryModel model) {
    return IntStream.range(0, 3).filter(value -> Explorer.explore(new Protocol() {
      {
        Location x = location("x", 0);
        Ghost observed = ghost("observed", 2);
        actor("T0", () -> {
          x.setRelease(1);
          step("tick");
          observed.observe(state -> state.value(x));
        });
        atEnd("observed", state -> state.value(observed) != value);
      }
    }, model).isViolated()).boxed().collect(Collectors.toSet());
  }

  private static Protocol storing(int times, int bufferedStores) {
    return new Protocol() {
      {
        Location x = location("x", 0);
        actor("T0", () -> {
          for (int i = 1; i <= times; i++) {
            x.setRelease(i);
          }
        });
        actor("T1", () -> {
          int first = x.getAcquire();
          if (x.getAcquire() < first) {
            fail("stores out of order");
          }
        });
      }

      @Override
      protected int bufferedStores() {
        return bufferedStores;
      }
    };
  }

  @Test
  void aStoreBufferIsFirstInFirstOutAndHasTheDeclaredCapacity() {
    assertFalse(Explorer.explore(storing(12, 12), MemoryModel.TSO).isViolated());
    assertThrows(IllegalStateException.class, () -> Explorer.explore(storing(13, 12), MemoryModel.TSO));
  }

  @Test
  void viewsHaveRoomForFewerLocations() {
    Litmus.Body body = test -> {
      Location[] locations = IntStream.range(0, 9).mapToObj(i -> test.variable("x" + i)).toArray(Location[]::new);
      test.thread(locations[8]::getAcquire);
    };
    assertFalse(explore(MemoryModel.SC, body).isViolated());
    assertFalse(explore(MemoryModel.TSO, body).isViolated());
    assertThrows(IllegalArgumentException.class, () -> explore(MemoryModel.RA, body));
  }
}
