package org.vmalock.examples.torture;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.RangeTree.RangeEntry;
import org.vmalock.examples.torture.subject.RangeTree.Held;

/** Looks keys up, walks along the ranges, and takes snapshots; every answer has to be that of a number in its window. */
final class TreeReader implements Workload {
  private static final int SNAPSHOTS = 16;
  private static final int WALKS = 8;
  private static final int READS_UNTIL_HANDED_OVER = 64;
  private static final int READS_UNTIL_DEATH = 5_000;
  private static final int READS_UNTIL_THROWN = 500;
  private static final long END = TreeTorture.start(TreeTorture.PAIRS);

  private final TreeTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector chance;
  private final long[] earliest = new long[TreeTorture.PAIRS];

  TreeReader(TreeTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.chance = slot.chance();
  }

  @Override
  public void round() {
    if (chance.oneIn(SNAPSHOTS)) {
      lookAtAll();
    } else if (chance.oneIn(WALKS)) {
      walk();
    } else {
      lookUp(chance.below((int) END));
    }
  }

  private void noteEarliest() {
    for (int pair = 0; pair < TreeTorture.PAIRS; pair++) {
      earliest[pair] = torture.ended(pair);
    }
  }

  // ---- One key

  private void lookUp(long key) {
    int pair = TreeTorture.pairOf(key);
    earliest[pair] = torture.ended(pair);
    Held held = torture.tree().lock(key);
    if (held == null) {
      requireFree(key, "the look-up of " + key);
      return;
    }
    slot.count(Count.GRABS);
    RangeEntry extent = held.extent();
    if (key < extent.start() || key >= extent.end()) {
      violated(() -> "the look-up of " + key + " found " + extent);
    }
    inside(held);
  }

  private void requireFree(long key, String how) {
    boolean right = TreeTorture.isRight(key);
    int pair = TreeTorture.pairOf(key);
    if (key % TreeTorture.start(1) >= 2 * TreeTorture.LENGTH) {
      return; // nothing is ever mapped behind the right place
    }
    long latest = torture.begun(pair);
    for (long number = earliest[pair]; number <= latest; number++) {
      if (!TreeTorture.isMapped(right, number)) {
        return;
      }
    }
    violated(() -> how + " found nothing, but from change " + earliest[pair] + " to change " + latest + " there was something");
  }

  /** What is held was right at a moment of the look-up, and cannot be changed before it is given back. */
  private void inside(Held held) {
    boolean mine = true;
    try {
      requireRight(held.extent());
      chance.randomDelay();
      if (chance.strikes(Fault.DIE, READS_UNTIL_DEATH)) {
        mine = false;
        throw new SimulatedThreadDeath(List.of(() -> end(held)));
      }
      if (chance.strikes(Fault.THROW, READS_UNTIL_THROWN)) {
        throw new InjectedException();
      }
      if (chance.oneIn(READS_UNTIL_HANDED_OVER)) {
        mine = false;
        held.handOff();
        slot.session().reaper().takeOver(() -> end(held));
      }
    } finally {
      if (mine) {
        slot.count(Count.DROPS);
        end(held);
      }
    }
  }

  private void end(Held held) {
    RangeEntry extent = held.extent();
    long ended = torture.ended(extent.version().pair());
    if (ended > extent.version().number()) {
      violated(() -> extent + " was still read when change " + ended + " had ended");
    }
    held.endRead();
  }

  private void requireRight(RangeEntry extent) {
    int pair = extent.version().pair();
    long number = extent.version().number();
    long latest = torture.begun(pair);
    if (number < earliest[pair] || number > latest) {
      violated(() -> "found " + extent + " between the end of change " + earliest[pair] + " and the beginning of change " + latest);
    }
    if (TreeTorture.state(number) == 0 || !extent.equals(TreeTorture.extent(pair, number))) {
      violated(() -> "found " + extent + ", which was never there");
    }
  }

  // ---- Many keys

  private void walk() {
    long position = 0;
    while (position < END) {
      noteEarliest();
      Held held = torture.tree().next(position);
      long gapEnd = held == null ? END : held.extent().start();
      for (long key = roundUp(position); key + TreeTorture.LENGTH <= gapEnd; key += TreeTorture.LENGTH) {
        requireFree(key, "the walk from " + position);
      }
      if (held == null) {
        return;
      }
      slot.count(Count.GRABS);
      long end = held.extent().end();
      inside(held);
      if (end <= position) {
        violated(() -> "the walk from " + held.extent().start() + " stands still");
        return;
      }
      position = end;
    }
  }

  private static long roundUp(long key) {
    return (key + TreeTorture.LENGTH - 1) / TreeTorture.LENGTH * TreeTorture.LENGTH;
  }

  /** Both places of a pair are of one number. */
  private void lookAtAll() {
    noteEarliest();
    List<RangeEntry> all = torture.tree().snapshot();
    @Nullable RangeEntry[] found = new RangeEntry[TreeTorture.PAIRS];
    for (RangeEntry extent : all) {
      requireRight(extent);
      int pair = extent.version().pair();
      if (found[pair] != null) {
        violated(() -> "a snapshot has " + found[pair] + " and " + extent);
      }
      found[pair] = extent;
    }
    for (int pair = 0; pair < TreeTorture.PAIRS; pair++) {
      if (found[pair] == null) {
        requireFree(TreeTorture.start(pair), "a snapshot");
      }
    }
  }

  private void violated(Supplier<String> words) {
    slot.session().violated(Check.ANSWER, words);
  }
}
