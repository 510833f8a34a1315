package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vmalock.VmaLock;
import org.vmalock.testing.TimeLimit;

/** The example of the lock. */
@TimeLimit
class LockExamplesTest {
  private final List<Object> used = new ArrayList<>();

  private void use(Object node) {
    used.add(node);
  }

  private static final class Node extends VmaLock {}

  @Test
  void aReadOfANodeThatMayBeReused() {
    Node only = new Node();
    only.markAttached();
    int generation = only.generation();
    readLocked(Map.of("key", only), "key", generation);
    assertEquals(List.of(only), used);
    only.retire(generation);
    readLocked(Map.of("key", only), "key", generation);
    assertEquals(List.of(only), used);
  }

  @SuppressWarnings("DuplicateBranches") // comments in the printed example
  private void readLocked(Map<String, Node> map, String key, int generationOfEntry) {
    Node node = map.get(key);
    long stamp = node.tryStartRead(generationOfEntry);
    if (stamp > 0) {
      try {
        use(node);
      } finally {
        node.endRead(stamp);
      }
    } else if (stamp == VmaLock.BUSY) {
      // not tried here
    } else {
      // the key would be looked up again
    }
  }

  /** A pooled point whose coordinates are read without a lock. */
  private static final class Point extends VmaLock {
    private static final VarHandle COORDINATES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] coordinates = new long[2];

    long x() {
      return (long) COORDINATES.getOpaque(coordinates, 0);
    }

    long y() {
      return (long) COORDINATES.getOpaque(coordinates, 1);
    }
  }

  @Test
  void anOptimisticRead() {
    Point point = new Point();
    point.coordinates[0] = 3;
    point.coordinates[1] = 4;
    point.markAttached();
    int generation = point.generation();
    assertEquals(7, sumOf(point, generation));
    point.retire(generation);
    assertEquals(-1, sumOf(point, generation));
  }

  private static long sumOf(Point node, int generationOfEntry) {
    long stamp = node.tryOptimisticRead();
    if (stamp != VmaLock.BUSY) {
      long x = node.x();                            // opaque loads
      long y = node.y();
      if (node.validate(generationOfEntry, stamp)) {
        return x + y;                               // of one moment
      }
    }
    // a writer was there, or the object is gone: acquire the read lock
    return -1;
  }
}
