package org.vmalock.examples.samples;

import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/** Recycled nodes behind an index. A reader finds a node without a lock, and acquires it in the generation that the index names. */
public final class NodeOfYourOwn {
  static final class Item extends VmaLock {
    long value; // written under the write lock of this item, read under its read lock

    @Override
    protected void onFree() {
      value = 0; // the last reader has released
    }
  }

  record Entry(Item item, int generation) {}
  final StructureLock structure = new StructureLock();
  final VmaPool<Item> pool = VmaPool.<Item>builder(Item::new).capacity(1_000).build();
  final ConcurrentHashMap<Integer, Entry> index = new ConcurrentHashMap<>();

  OptionalLong read(int key) {
    for (Entry entry = index.get(key); entry != null; entry = index.get(key)) {
      long stamp = entry.item.tryStartRead(entry.generation);
      if (stamp == VmaLock.BUSY) {
        stamp = entry.item.startRead(entry.generation); // waits for the writers of this item only
      }
      if (stamp > 0) {
        try {
          return OptionalLong.of(entry.item.value);
        } finally {
          entry.item.endRead(stamp);
        }
      } // else GONE: removed, and perhaps in use for another key by now; look the key up again
    }
    return OptionalLong.empty();
  }

  void put(int key, long value) {
    structure.lockWrite();
    try {
      Entry entry = index.get(key);
      Item item = entry == null ? pool.alloc(structure) : entry.item;
      item.startWrite(); // returns when no reader holds the item
      item.value = value;
      if (entry == null) {
        item.markAttached();
        index.put(key, new Entry(item, item.generation()));
      }
    } finally {
      structure.unlockWrite(); // releases every item that was write-locked
    }
  }

  void remove(int key) {
    structure.lockWrite();
    try {
      Entry entry = index.remove(key); // first, so that a reader that gets GONE does not find the entry again
      if (entry != null) {
        entry.item.startWrite();
        entry.item.retire(entry.generation); // back to the pool
      }
    } finally {
      structure.unlockWrite();
    }
  }

  public static void main(String[] arguments) {
    NodeOfYourOwn nodes = new NodeOfYourOwn();
    nodes.put(7, 42);
    System.out.println("key 7: " + nodes.read(7));
    nodes.remove(7);
    nodes.put(8, 43); // in the same object, in its next generation
    System.out.println("key 7: " + nodes.read(7) + ", key 8: " + nodes.read(8) + ", objects: " + nodes.pool.size());
  }
}
