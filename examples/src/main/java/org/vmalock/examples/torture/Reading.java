package org.vmalock.examples.torture;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vmalock.debug.HoldTracker;
import org.vmalock.examples.torture.Tally.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.Node;

/** What one thread does when it has come into a node: it looks around, stays for a while, and ends the read in one of many ways. */
final class Reading {
  private static final int REGISTERED = 4;
  private static final int READS_UNTIL_HANDED_OVER = 64;
  private static final int READS_UNTIL_DEATH = 5_000;
  private static final int READS_UNTIL_THROWN = 500;
  private static final int MEMORY = 16;

  /** One read, which any thread may end. */
  private record ReadHold(Entry entry, long stamp, long entered, boolean registers) implements Hold {
    @Override
    public void end() {
      entry.node().shadow().left(entered, entry.generation(), registers);
      entry.node().endRead(stamp);
    }
  }

  private final Seat seat;
  private final Chance chance;
  private final @Nullable ReadHold[] memory = new ReadHold[MEMORY];

  Reading(Seat seat) {
    this.seat = seat;
    this.chance = seat.chance();
  }

  /**
   * From the start of a read to its end.
   *
   * @param place where the object has to be as long as it is read; -1 if it may be detached at any time
   * @param how the read was started: {@link Count#GRABS} or {@link Count#CONVERTS}
   */
  void inside(Entry entry, long stamp, int place, Count how) {
    seat.count(how);
    boolean registers = chance.oneIn(REGISTERED);
    long entered = entry.node().shadow().entered(entry.generation(), place, registers);
    ReadHold hold = new ReadHold(entry, stamp, entered, registers);
    memory[chance.below(MEMORY)] = hold;
    boolean mine = true;
    try {
      chance.dawdle();
      entry.node().shadow().look();
      if (chance.strikes(Fault.DIE, READS_UNTIL_DEATH)) {
        mine = false;
        throw new Death(List.of(hold));
      }
      if (chance.strikes(Fault.THROW, READS_UNTIL_THROWN)) {
        throw new InjectedException();
      }
      if (chance.oneIn(READS_UNTIL_HANDED_OVER)) {
        mine = false;
        HoldTracker.handOver(entry.node());
        seat.session().deputy().takeOver(hold);
      }
      chance.dawdle();
    } finally {
      if (mine) {
        seat.count(Count.DROPS);
        hold.end();
      }
    }
  }

  /** Ends a read of a life that is over, once more. */
  void endTooLate() {
    ReadHold late = chance.anyOf(memory);
    if (late == null || late.entry.node().generation() == late.entry.generation()) {
      return;
    }
    int life = late.entry.generation();
    try {
      late.entry.node().endRead(late.stamp);
      seat.session().violated(Check.MISUSE, () -> "nobody refused the end of a read of life " + life + ", which is over");
    } catch (IllegalMonitorStateException refused) {
      seat.count(Count.REFUSALS);
    }
  }

  /** Comes into one node as often as it lets readers in, and not more often than its limit. */
  void fill(Entry entry) {
    Node node = entry.node();
    int held = 0;
    long stamp = node.tryStartRead(entry.generation());
    long last = stamp;
    while (stamp > 0 && held <= node.limit()) {
      last = stamp;
      held++;
      seat.count(Count.GRABS);
      stamp = node.tryStartRead(entry.generation());
    }
    int readers = node.readers();
    if (held > node.limit() || readers > node.limit()) {
      int mine = held;
      seat.session().violated(Check.LIMIT, () -> mine + " of " + readers + " readers are mine, and the limit is " + node.limit());
    }
    for (; held > 0; held--) {
      seat.count(Count.DROPS);
      node.endRead(last);
    }
  }
}
