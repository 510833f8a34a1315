package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vmalock.primitive.RefCount;
import org.vmalock.primitive.SequenceCount;
import org.vmalock.primitive.WriterWait;
import org.vmalock.testing.TimeLimit;

/** The examples of the primitives. */
@TimeLimit
class PrimitiveExamplesTest {
  private final List<Object> used = new ArrayList<>();

  private void use(Object node) {
    used.add(node);
  }

  // ---- RefCount

  private static final class Node {
    final RefCount refs = new RefCount(1);
    boolean freed;
  }

  private static void free(Node node) {
    node.freed = true;
  }

  @Test
  void aReferenceToAnObjectThatMayBeFreed() {
    Node only = new Node();
    refer(Map.of("key", only), "key");
    assertEquals(List.of(only), used);
    assertEquals(false, only.freed);
    only.refs.decrementAndTest();
    refer(Map.of("key", only), "key");
    assertEquals(List.of(only), used);
  }

  private void refer(Map<String, Node> table, String key) {
    Node node = table.get(key);
    if (node != null && node.refs.incrementNotZero()) {
      try {
        use(node);
      } finally {
        if (node.refs.decrementAndTest()) {
          free(node);
        }
      }
    }
  }

  // ---- SequenceCount

  private static final class Range {
    private static final VarHandle START = handle("start");
    private static final VarHandle END = handle("end");

    @SuppressWarnings("unused") // read by way of START
    private long start = 3;

    @SuppressWarnings("unused") // read by way of END
    private long end = 10;

    private static VarHandle handle(String field) {
      try {
        return MethodHandles.lookup().findVarHandle(Range.class, field, long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    long length(SequenceCount count) {
      Range range = this;
      long sequence = count.trySpeculate();
      if (sequence != SequenceCount.BUSY) {
        long start = (long) START.getOpaque(range);
        long end = (long) END.getOpaque(range);
        if (count.validate(sequence)) {
          return end - start;
        }
      }
      return readUnderTheLock();
    }

    private static long readUnderTheLock() {
      return -1;
    }
  }

  @Test
  void aReadThatIsValidated() {
    SequenceCount count = new SequenceCount();
    assertEquals(7, new Range().length(count));
    count.beginWrite();
    assertEquals(-1, new Range().length(count));
    count.endWrite();
  }

  // ---- WriterWait

  private static final long LOCKED = 1L << 63;

  @SuppressWarnings("unused") // read and written by way of the VarHandle
  private static long state;

  private final WriterWait wait = new WriterWait();

  private static long readers(VarHandle word) {
    return (long) word.getVolatile() & ~LOCKED;
  }

  private void await(VarHandle word) {
    wait.prepare();
    word.getAndBitwiseOr(LOCKED);
    try {
      while (readers(word) != 0) {
        wait.park(this);
      }
    } finally {
      word.getAndBitwiseAnd(~LOCKED);
      wait.finish();
    }
  }

  @Test
  void aWaitForTheLastReader() throws ReflectiveOperationException, InterruptedException {
    VarHandle word = MethodHandles.lookup().findStaticVarHandle(PrimitiveExamplesTest.class, "state", long.class);
    word.setVolatile(1L);
    Thread reader = new Thread(() -> {
      while (((long) word.getVolatile() & LOCKED) == 0) {
        Thread.onSpinWait();
      }
      long old = (long) word.getAndAdd(-1L);
      if (old == (LOCKED | 1)) {
        wait.wake();
      }
    });
    reader.start();
    await(word);
    reader.join();
    assertEquals(0, (long) word.getVolatile());
  }
}
