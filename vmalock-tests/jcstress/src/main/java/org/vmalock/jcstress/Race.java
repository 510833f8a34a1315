package org.vmalock.jcstress;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the scenarios share: two actors that find each other, and words for what they see. */
abstract class Race {
  /** How often a reader tries before it gives the other actor up: long enough for both to meet in nearly every round. */
  static final int TRIES = 1000;

  private final long patienceNanos;
  private final AtomicInteger arrived = new AtomicInteger();

  Race() {
    patienceNanos = 0;
  }

  Race(Subject subject) {
    patienceNanos = subject.patienceNanos();
  }

  /** Waits for the other actor, but not for ever, so that both do what follows at the same time. For two actors, once each. */
  final void meet() {
    arrived.getAndIncrement();
    for (int tries = 0; tries < TRIES && arrived.get() < 2; tries++) {
      Thread.onSpinWait();
    }
  }

  /** Opens a node to readers. */
  static void attach(Structure structure, Node node) {
    structure.lockWrite();
    node.tryStartWrite();
    node.markAttached();
    structure.unlockWrite();
  }

  /** Write-locks a node; a writer whom nobody wakes gives up after the subject's patience, and the test goes on to say so. */
  final boolean startWrite(Node node) {
    try {
      return node.tryStartWrite(patienceNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts writers here", e);
    }
  }

  /** Write-locks a node and tells whether the writer was woken, or slept until its patience was at an end. */
  final String drain(Node node) {
    long begin = System.nanoTime();
    boolean drained = startWrite(node);
    return drained && System.nanoTime() - begin < patienceNanos ? "woken" : "forgotten";
  }

  /** Tries to read until a writer keeps this reader out. */
  static void awaitWriter(Structure structure, Node node) {
    for (int tries = 0; tries < TRIES; tries++) {
      long stamp = node.tryStartRead(structure);
      if (stamp <= 0) {
        return;
      }
      node.endRead(stamp);
    }
  }

  /** Tries to read until a read has another outcome than "old" or "BUSY", and returns that. */
  static String readUntilNews(Structure structure, Node node) {
    String seen = "old";
    for (int tries = 0; tries < TRIES && (seen.equals("old") || seen.equals("BUSY")); tries++) {
      seen = read(node, node.tryStartRead(structure));
    }
    return seen;
  }

  /** Reads both fields and leaves, if the stamp is one. */
  static String read(Node node, long stamp) {
    if (stamp <= 0) {
      return stamp == Node.BUSY ? "BUSY" : "GONE";
    }
    Payload payload = node.payload();
    int x = payload.x;
    int y = payload.y;
    node.endRead(stamp);
    return wordFor(x, y);
  }

  /** Reads one field, dallies, reads the other and leaves, if the stamp is one. */
  static String readSlowly(Node node, long stamp) {
    if (stamp <= 0) {
      return stamp == Node.BUSY ? "BUSY" : "GONE";
    }
    Payload payload = node.payload();
    int x = payload.x;
    randomDelay();
    int y = payload.y;
    node.endRead(stamp);
    return wordFor(x, y);
  }

  private static String wordFor(int x, int y) {
    return x != y ? "torn" : x == Payload.FREED ? "freed" : x == 0 ? "old" : "new";
  }

  /** Passes a random short time: some hundred nanoseconds. */
  static void randomDelay() {
    for (int left = ThreadLocalRandom.current().nextInt(32); left > 0; left--) {
      Thread.onSpinWait();
    }
  }
}
