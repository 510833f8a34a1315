package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Every form of a look-up waits for the writer of its own range only, and gives up as its name says. */
@TimeLimit
class LookUpWaitTest {
  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).recordLookups().build();
  private final Actor writer = new Actor("writer");
  private final Actor reader = new Actor("reader");
  private Batch<String> batch;

  LookUpWaitTest() {
    tree.map(10, 20, "a");
    tree.map(40, 50, "c");
  }

  @AfterEach
  void endThreads() {
    reader.close();
    writer.close();
  }

  /** The outcome of a look-up, which has released its hold. */
  enum Outcome {
    READ,
    BUSY,
    NOT_MAPPED
  }

  /** A form of a look-up at key 12 or 30, by handle or stamp, of the covering range or the next. */
  record Form(String name, Body body) {
    interface Body {
      Outcome on(VmaTree<String> tree, long key, long nanos) throws InterruptedException;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Outcome close(@Nullable VmaHandle<String> handle) {
    if (handle == null) {
      return Outcome.NOT_MAPPED;
    }
    boolean busy = handle.isBusy();
    handle.close();
    return busy ? Outcome.BUSY : Outcome.READ;
  }

  private static Outcome end(VmaResult<String> result, long stamp) {
    if (stamp > 0) {
      result.vma().endRead(stamp);
      return Outcome.READ;
    }
    return stamp == VmaLock.BUSY ? Outcome.BUSY : Outcome.NOT_MAPPED;
  }

  private static VmaCursor at(long key) {
    return new VmaCursor(key);
  }

  static Stream<Form> unlimited() {
    return Stream.of(
        new Form("handle", (t, key, n) -> close(t.startRead(key))),
        new Form("handle of the next", (t, key, n) -> close(t.startReadNext(at(key)))),
        new Form("stamp", (t, key, n) -> {
          VmaResult<String> result = new VmaResult<>();
          return end(result, t.startRead(key, result));
        }),
        new Form("stamp of the next", (t, key, n) -> {
          VmaResult<String> result = new VmaResult<>();
          return end(result, t.startReadNext(at(key), result));
        }),
        new Form("function", (t, key, n) -> t.read(key, Vma::value) == null ? Outcome.NOT_MAPPED : Outcome.READ));
  }

  static Stream<Form> interruptible() {
    return Stream.of(
        new Form("handle", (t, key, n) -> close(t.startReadInterruptibly(key))),
        new Form("handle of the next", (t, key, n) -> close(t.startReadNextInterruptibly(at(key)))),
        new Form("stamp", (t, key, n) -> {
          VmaResult<String> result = new VmaResult<>();
          return end(result, t.startReadInterruptibly(key, result));
        }),
        new Form("stamp of the next", (t, key, n) -> {
          VmaResult<String> result = new VmaResult<>();
          return end(result, t.startReadNextInterruptibly(at(key), result));
        }));
  }

  static Stream<Form> timed() {
    TimeUnit unit = TimeUnit.NANOSECONDS;
    return Stream.of(
        new Form("timed handle", (t, key, n) -> close(t.tryStartRead(key, n, unit))),
        new Form("timed handle of the next", (t, key, n) -> close(t.tryStartReadNext(at(key), n, unit))),
        new Form("timed stamp", (t, key, n) -> {
          VmaResult<String> result = new VmaResult<>();
          return end(result, t.tryStartRead(key, result, n, unit));
        }),
        new Form("timed stamp of the next", (t, key, n) -> {
          VmaResult<String> result = new VmaResult<>();
          return end(result, t.tryStartReadNext(at(key), result, n, unit));
        }));
  }

  static Stream<Form> waiting() {
    return Stream.of(unlimited(), interruptible(), timed()).flatMap(forms -> forms);
  }

  static Stream<Form> endedByInterrupt() {
    return Stream.concat(interruptible(), timed());
  }

  private void writeLockFirst() throws Exception {
    batch = writer.call(() -> tree.batch());
    writer.run(() -> batch.update(10, 20, "x"));
  }

  private void commit() throws Exception {
    writer.run(batch::commit);
    writer.run(batch::close);
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void waitEndsWithTheWriterOfTheRange(Form form) throws Exception {
    writeLockFirst();
    Actor.Step<Outcome> waiting = reader.beginAndPark(() -> form.body.on(tree, 12, TimeUnit.DAYS.toNanos(1)));
    commit();
    assertEquals(Outcome.READ, waiting.result());
    TreeCheck.assertIdle(tree);
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void readerOfAnotherRangeDoesNotWait(Form form) throws Exception {
    writeLockFirst();
    assertEquals(Outcome.READ, reader.call(() -> form.body.on(tree, 45, TimeUnit.DAYS.toNanos(1))));
    assertEquals(Outcome.NOT_MAPPED, reader.call(() -> form.body.on(tree, 50, TimeUnit.DAYS.toNanos(1))));
    commit();
  }

  @ParameterizedTest
  @MethodSource("timed")
  void timedFormIsBusyWhenTheTimeHasElapsed(Form form) throws Exception {
    writeLockFirst();
    for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, 2_000_000}) {
      long begin = System.nanoTime();
      assertEquals(Outcome.BUSY, reader.call(() -> form.body.on(tree, 12, nanos)), () -> nanos + " ns");
      assertTrue(System.nanoTime() - begin >= nanos);
    }
    commit();
    assertEquals(Outcome.READ, reader.call(() -> form.body.on(tree, 12, 0)));
    TreeCheck.assertIdle(tree);
  }

  @ParameterizedTest
  @MethodSource("endedByInterrupt")
  void interruptEndsTheWait(Form form) throws Exception {
    writeLockFirst();
    Actor.Step<Outcome> waiting = reader.beginAndPark(() -> form.body.on(tree, 12, Long.MAX_VALUE));
    reader.interrupt();
    var interrupted = assertThrows(InterruptedException.class, waiting::result);
    assertTrue(interrupted.getMessage().startsWith("interrupted while waiting for a read lock of "), interrupted::getMessage);
    commit();
    TreeCheck.assertIdle(tree);
    assertEquals(Outcome.READ, form.body.on(tree, 12, 0));
  }

  @ParameterizedTest
  @MethodSource("endedByInterrupt")
  void interruptedThreadDoesNotStart(Form form) throws Exception {
    for (long key : new long[] {12, 50}) {
      reader.run(() -> {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> form.body.on(tree, key, 0));
        assertFalse(Thread.interrupted(), "the interrupt has been delivered");
      });
    }
    TreeCheck.assertIdle(tree);
  }

  @ParameterizedTest
  @MethodSource("unlimited")
  void unlimitedFormKeepsTheInterrupt(Form form) throws Exception {
    writeLockFirst();
    Actor.Step<Boolean> waiting = reader.beginAndPark(() -> {
      assertEquals(Outcome.READ, form.body.on(tree, 12, 0));
      return Thread.interrupted();
    });
    reader.interrupt();
    commit();
    assertTrue(waiting.result(), "the interrupt status is kept");
  }

  /** Also a look-up that has waited; one from a cursor is not by key. */
  @ParameterizedTest
  @MethodSource("waiting")
  void everyLookUpByKeyIsCountedOnce(Form form) throws Exception {
    long counted = form.name.endsWith("of the next") ? 0 : 1;
    assertEquals(Outcome.READ, form.body.on(tree, 12, Long.MAX_VALUE));
    assertEquals(counted, tree.statistics().hits());
    assertEquals(Outcome.NOT_MAPPED, form.body.on(tree, 50, Long.MAX_VALUE));
    assertEquals(counted, tree.statistics().misses());
    writeLockFirst();
    Actor.Step<Outcome> waiting = reader.beginAndPark(() -> form.body.on(tree, 12, Long.MAX_VALUE));
    commit();
    assertEquals(Outcome.READ, waiting.result());
    assertEquals(2 * counted, tree.statistics().hits());
    assertEquals(counted, tree.statistics().misses());
  }

  /** A look-up that ends without a hold is neither a hit nor a miss. */
  @ParameterizedTest
  @MethodSource("timed")
  void busyLookUpIsNoHit(Form form) throws Exception {
    writeLockFirst();
    TreeStats before = tree.statistics();
    assertEquals(Outcome.BUSY, reader.call(() -> form.body.on(tree, 12, 0)));
    assertEquals(before.hits(), tree.statistics().hits());
    assertEquals(before.misses(), tree.statistics().misses());
    commit();
  }
}
