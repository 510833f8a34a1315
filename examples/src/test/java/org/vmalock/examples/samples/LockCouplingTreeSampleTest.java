package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmalock.examples.samples.LockCouplingTree.Node;

@Timeout(120)
class LockCouplingTreeSampleTest {
  private final LockCouplingTree tree = new LockCouplingTree();

  @Test
  void mainFindsTheKeyThatItHasPut() throws Exception {
    assertEquals(List.of("key 777: value 777, key 1000: none"), Running.output(() -> LockCouplingTree.main(new String[0])));
  }

  @Test
  void allKeysAreFoundWhateverTheOrderInWhichTheyArePut() {
    List<Long> keys = new ArrayList<>();
    for (long key = -1_000; key < 1_000; key++) {
      keys.add(key * key * key);
    }
    keys.add(Long.MIN_VALUE);
    keys.add(Long.MAX_VALUE);
    Collections.shuffle(keys, new Random(7));
    keys.forEach(key -> tree.put(key, "first"));
    keys.forEach(key -> tree.put(key, key));
    keys.forEach(key -> assertEquals(key, tree.get(key, "none")));
    assertEquals("none", tree.get(2, "none"));
  }

  @Test
  void aNewLevelWaitsForTheReadersOfTheRoot() throws Exception {
    putUpTo(7);
    assertWaitsForReaders(tree.root, 8, 1);
  }

  @Test
  void aSplitWaitsForTheReadersOfTheParent() throws Exception {
    putUpTo(11);
    assertWaitsForReaders(tree.root.child(12), 12, 2);
  }

  @Test
  void aSplitWaitsForTheReadersOfTheNodeThatIsSplit() throws Exception {
    putUpTo(11);
    assertWaitsForReaders(tree.root.child(12).child(12), 12, 8);
  }

  @Test
  void aChangeOfAValueWaitsForTheReadersOfTheLeaf() throws Exception {
    putUpTo(8);
    assertWaitsForReaders(tree.root.child(0).child(0), 0, 4);
  }

  @Test
  void aReaderThatWaitsForALeafHoldsNoOtherNode() throws Exception {
    putUpTo(8);
    Node branch = tree.root.child(0);
    tree.structure.lockWrite();
    branch.child(0).startWrite();
    Running<Object> waiting = Running.start(() -> tree.get(0, "none"));
    waiting.awaitWaiting();
    assertEquals(0, tree.root.readers() + branch.readers());
    tree.structure.unlockWrite();
    assertEquals(0L, waiting.result());
    assertEquals(0, tree.root.readers() + branch.readers() + branch.child(0).readers());
  }

  @Test
  void readersBesideSplitsMissNoKey() throws Exception {
    AtomicLong last = new AtomicLong(-1);
    Running<Boolean> writer = Running.startAction(() -> {
      for (long key = 0; key < 150_000; key++) {
        tree.put(key, key);
        last.set(key);
      }
    });
    while (!writer.isDone()) {
      long key = last.get();
      if (key >= 0) {
        assertEquals(key, tree.get(key, "none"));
      }
    }
    writer.result();
  }

  private void putUpTo(long last) {
    for (long key = 0; key <= last; key++) {
      tree.put(key, key);
    }
  }

  private void assertWaitsForReaders(Node node, long key, int entriesBefore) throws Exception {
    List<Object> before = List.copyOf(node.entries.values());
    assertEquals(entriesBefore, before.size());
    long stamp = node.startRead();
    Running<Boolean> change = Running.startAction(() -> tree.put(key, "new"));
    change.awaitWaiting();
    assertEquals(before, List.copyOf(node.entries.values()));
    node.endRead(stamp);
    change.result();
    assertEquals("new", tree.get(key, "none"));
  }
}
