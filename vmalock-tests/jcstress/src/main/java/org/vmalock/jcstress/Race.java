package org.vmalock.jcstress;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.vmalock.StructureLock;

/** Base class of the scenarios: the rendezvous of two actors, common steps, and the outcomes of a read. */
abstract class Race {
  /** The number of attempts after which an actor stops waiting for the other; enough for both to overlap in nearly every round. */
  static final int TRIES = 1000;

  /** The time after which a waiting writer counts as not woken: longer than any delay on a busy machine, but with mutants of the library. */
  private static final long WRITER_TIMEOUT_NANOS =
      TimeUnit.MILLISECONDS.toNanos(Long.getLong("vmalock.race.writerTimeoutMillis", 10_000L));

  private final AtomicInteger arrived = new AtomicInteger();

  /** Waits, up to a limit, for the other actor, so that both run their next step at the same time. Two actors call it once each. */
  final void rendezvous() {
    arrived.getAndIncrement();
    for (int tries = 0; tries < TRIES && arrived.get() < 2; tries++) {
      Thread.onSpinWait();
    }
  }

  /** Attaches a node. */
  static void attach(StructureLock structure, Node node) {
    structure.lockWrite();
    node.tryStartWrite();
    node.markAttached();
    structure.unlockWrite();
  }

  /** Write-locks a node; returns false if the writer is not woken within its timeout. */
  static boolean tryStartWrite(Node node) {
    try {
      return node.tryStartWrite(WRITER_TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("writers are not interrupted here", e);
    }
  }

  /** Write-locks a node; returns "woken", or "not woken" if the writer waited until its timeout. */
  static String drain(Node node) {
    long start = System.nanoTime();
    boolean drained = tryStartWrite(node);
    return drained && System.nanoTime() - start < WRITER_TIMEOUT_NANOS ? "woken" : "not woken";
  }

  /** Acquires and releases reads until a writer has made an attempt fail. */
  static void awaitWriter(StructureLock structure, Node node) {
    for (int tries = 0; tries < TRIES; tries++) {
      long stamp = node.tryStartRead(structure);
      if (stamp <= 0) {
        return;
      }
      node.endRead(stamp);
    }
  }

  /** Reads until a read has another outcome than "old" or "BUSY"; returns the last outcome. */
  static String readUntilChange(StructureLock structure, Node node) {
    String seen = "old";
    for (int tries = 0; tries < TRIES && (seen.equals("old") || seen.equals("BUSY")); tries++) {
      seen = read(node, node.tryStartRead(structure));
    }
    return seen;
  }

  /** Reads both fields and releases the read, if the stamp is that of a read; returns the outcome. */
  static String read(Node node, long stamp) {
    if (stamp <= 0) {
      return stamp == Node.BUSY ? "BUSY" : "GONE";
    }
    String seen = contents(node);
    node.endRead(stamp);
    return seen;
  }

  /** Reads both fields of a node that is held; returns the outcome. */
  static String contents(Node node) {
    Payload payload = node.payload();
    int x = payload.x;
    int y = payload.y;
    return outcomeOf(x, y);
  }

  /** As {@link #read}, with a random delay between the fields. */
  static String readWithDelay(Node node, long stamp) {
    if (stamp <= 0) {
      return stamp == Node.BUSY ? "BUSY" : "GONE";
    }
    Payload payload = node.payload();
    int x = payload.x;
    randomDelay();
    int y = payload.y;
    node.endRead(stamp);
    return outcomeOf(x, y);
  }

  private static String outcomeOf(int x, int y) {
    return x != y ? "torn" : x == Payload.FREED ? "freed" : x == 0 ? "old" : "new";
  }

  /** Spins for a short random time. */
  static void randomDelay() {
    for (int spins = ThreadLocalRandom.current().nextInt(32); spins > 0; spins--) {
      Thread.onSpinWait();
    }
  }
}
