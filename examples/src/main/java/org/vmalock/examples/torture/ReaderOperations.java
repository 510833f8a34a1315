package org.vmalock.examples.torture;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vmalock.debug.HoldTracker;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.Node;

/** What one thread does when it has come into a node: it looks around, stays for a while, and ends the read in one of many ways. */
final class ReaderOperations {
  private static final int REGISTERED = 4;
  private static final int READS_UNTIL_HANDED_OVER = 64;
  private static final int READS_UNTIL_DEATH = 5_000;
  private static final int READS_UNTIL_THROWN = 500;
  private static final int MEMORY = 16;

  /** One read, which any thread may end. */
  private record ReadHold(Entry entry, long stamp, long entered, boolean registers) implements Hold {
    @Override
    public void end() {
      entry.node().oracle().left(entered, entry.generation(), registers);
      entry.node().endRead(stamp);
    }
  }

  private final ThreadSlot slot;
  private final FaultInjector chance;
  private final @Nullable ReadHold[] memory = new ReadHold[MEMORY];

  ReaderOperations(ThreadSlot slot) {
    this.slot = slot;
    this.chance = slot.chance();
  }

  /**
   * From the start of a read to its end.
   *
   * @param place where the object has to be as long as it is read; -1 if it may be detached at any time
   * @param how the read was started: {@link Count#GRABS} or {@link Count#CONVERTS}
   */
  void inside(Entry entry, long stamp, int place, Count how) {
    slot.count(how);
    boolean registers = chance.oneIn(REGISTERED);
    long entered = entry.node().oracle().entered(entry.generation(), place, registers);
    ReadHold hold = new ReadHold(entry, stamp, entered, registers);
    memory[chance.below(MEMORY)] = hold;
    boolean mine = true;
    try {
      chance.randomDelay();
      entry.node().oracle().look();
      if (chance.strikes(Fault.DIE, READS_UNTIL_DEATH)) {
        mine = false;
        throw new SimulatedThreadDeath(List.of(hold));
      }
      if (chance.strikes(Fault.THROW, READS_UNTIL_THROWN)) {
        throw new InjectedException();
      }
      if (chance.oneIn(READS_UNTIL_HANDED_OVER)) {
        mine = false;
        HoldTracker.handOff(entry.node());
        slot.session().reaper().takeOver(hold);
      }
      chance.randomDelay();
    } finally {
      if (mine) {
        slot.count(Count.DROPS);
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
      slot.session().violated(Check.MISUSE, () -> "nobody refused the end of a read of life " + life + ", which is over");
    } catch (IllegalMonitorStateException refused) {
      slot.count(Count.REFUSALS);
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
      slot.count(Count.GRABS);
      stamp = node.tryStartRead(entry.generation());
    }
    int readers = node.readers();
    if (held > node.limit() || readers > node.limit()) {
      int mine = held;
      slot.session().violated(Check.LIMIT, () -> mine + " of " + readers + " readers are mine, and the limit is " + node.limit());
    }
    for (; held > 0; held--) {
      slot.count(Count.DROPS);
      node.endRead(last);
    }
  }
}
