package org.vmalock.examples.samples;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.vmalock.VmaLock;

/**
 * A table behind a {@code ReadWriteLock}, which was a {@code ReentrantReadWriteLock}. Three things differ: the lock is not reentrant, it
 * has no conditions, and a read may be released by another thread than the one that acquired it.
 */
public final class InsteadOfReadWriteLock {
  final VmaLock lock = VmaLock.standalone();
  private final Lock readLock = lock.asReadWriteLock().readLock(); // all other lines stay as they were
  private final Lock writeLock = lock.asReadWriteLock().writeLock();
  private final Map<String, String> table = new HashMap<>();

  void put(String key, String value) {
    writeLock.lock();
    try {
      table.put(key, value);
    } finally {
      writeLock.unlock();
    }
  }

  /** A read cannot become a write, since two readers that try would wait for each other. Release, lock for writing, look again. */
  String computeIfAbsent(String key, Function<String, String> function) {
    readLock.lock();
    try {
      String present = table.get(key);
      if (present != null) {
        return present;
      }
    } finally {
      readLock.unlock(); // before the write lock: a thread that holds the read lock would wait for itself
    }
    writeLock.lock();
    try {
      return table.computeIfAbsent(key, function); // another thread may have been faster
    } finally {
      writeLock.unlock();
    }
  }

  /** The form without a view, for hot reads: the stamp is released by any thread, and a second release is refused. */
  int size() {
    long stamp = lock.startRead(); // always a stamp: this lock is never detached
    try {
      return table.size();
    } finally {
      lock.endRead(stamp);
    }
  }

  /** Downgrades: a thread that holds the write lock may acquire the read lock, and keeps it when it unlocks the write lock. */
  String putAndDescribe(String key, String value) {
    writeLock.lock();
    try {
      table.put(key, value);
      readLock.lock();
    } finally {
      writeLock.unlock();
    }
    try {
      return table.toString(); // other readers proceed; no writer has changed the table since
    } finally {
      readLock.unlock();
    }
  }

  public static void main(String[] arguments) {
    InsteadOfReadWriteLock names = new InsteadOfReadWriteLock();
    names.put("a", "first");
    System.out.println(names.computeIfAbsent("a", key -> "second") + ", " + names.computeIfAbsent("b", key -> "second"));
    System.out.println(names.putAndDescribe("c", "third") + ", size " + names.size());
  }
}
