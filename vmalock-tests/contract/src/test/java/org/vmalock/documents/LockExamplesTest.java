package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
