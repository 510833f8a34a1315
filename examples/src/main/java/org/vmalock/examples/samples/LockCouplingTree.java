package org.vmalock.examples.samples;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/** A B-tree whose readers couple locks: a reader acquires the child before it releases the parent. No node is ever removed. */
public final class LockCouplingTree {
  static final class Node extends VmaLock {
    final boolean leaf;
    final TreeMap<Long, Object> entries; // of a leaf: the values; of a branch: the children, by their lowest keys
    Node(StructureLock structure, boolean leaf, Map<Long, ?> entries) {
      super(structure);
      this.leaf = leaf;
      this.entries = new TreeMap<>(entries);
      attachUnpublished();
    }
    Node child(long key) {
      return (Node) entries.floorEntry(key).getValue();
    }
  }
  private static final int MAX = 8; // entries of a node
  final StructureLock structure = new StructureLock();
  final Node root = new Node(structure, false, Map.of(Long.MIN_VALUE, new Node(structure, true, Map.of()))); // has one child

  Object get(long key, Object otherwise) {
    Node node = root;
    long stamp = node.startRead();
    while (!node.leaf) {
      Node child = node.child(key);
      long next = child.tryStartRead(); // must not wait: the writer of the child may wait for the readers of this node
      node.endRead(stamp); // not earlier: the child could be split in between
      if (next == VmaLock.BUSY) {
        child.endRead(child.startRead()); // waits for the writer while this thread holds nothing
        child = root; // and starts again
        next = root.startRead();
      }
      node = child;
      stamp = next;
    }
    Object value = node.entries.getOrDefault(key, otherwise);
    node.endRead(stamp);
    return value;
  }

  void put(long key, Object value) {
    structure.lockWrite();
    try {
      Node node;
      for (node = root; !node.leaf; node = node.child(key)) {
        if (node.child(key).entries.size() == MAX && node == root) {
          root.startWrite();
          root.entries.put(Long.MIN_VALUE, new Node(structure, false, root.entries)); // a new level, in which the child is split
        } else if (node.child(key).entries.size() == MAX) {
          split(node, node.child(key));
        }
      }
      node.startWrite();
      node.entries.put(key, value);
    } finally {
      structure.unlockWrite(); // releases all nodes
    }
  }

  private void split(Node parent, Node lower) {
    parent.startWrite(); // returns when no reader holds the parent, so none is about to acquire a child by the old entries
    lower.startWrite();
    Long middle = lower.entries.keySet().toArray(Long[]::new)[MAX / 2];
    parent.entries.put(middle, new Node(structure, lower.leaf, lower.entries.tailMap(middle)));
    lower.entries.tailMap(middle).clear();
  }

  public static void main(String[] arguments) {
    LockCouplingTree tree = new LockCouplingTree();
    LongStream.range(0, 1_000).forEach(key -> tree.put(key, "value " + key));
    System.out.println("key 777: " + tree.get(777, "none") + ", key 1000: " + tree.get(1_000, "none"));
  }
}
