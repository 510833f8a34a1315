package org.vmalock.examples.torture;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vmalock.debug.HoldTracker;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.Node;

/**
 * The operations of a thread that has acquired a read: it checks the data, waits, and releases the read in one of several ways.
 */
final class ReaderOperations {
  private static final int READS_PER_REGISTERED = 4;
  private static final int READS_PER_HAND_OFF = 64;
  private static final int READS_PER_DEATH = 5_000;
  private static final int READS_PER_EXCEPTION = 500;
  private static final int MEMORY = 16;

  /** A read, which any thread may release. */
  private record ReadHold(IndexEntry entry, long stamp, long started, boolean registers) implements HeldReference {
    @Override
    public void release() {
      entry.node().oracle().recordReadEnd(started, entry.generation(), registers);
      entry.node().endRead(stamp);
    }
  }

  private final ThreadSlot slot;
  private final FaultInjector injector;
  private final @Nullable ReadHold[] memory = new ReadHold[MEMORY];

  ReaderOperations(ThreadSlot slot) {
    this.slot = slot;
    this.injector = slot.injector();
  }

  /**
   * Holds a read for a while and releases it, or passes it to the reaper.
   *
   * @param entry the object, in the generation that was acquired
   * @param stamp the stamp of the read
   * @param place the place that the object must have during the read; -1 if it may be detached at any time
   * @param how how the read was acquired: {@link Count#ACQUIRED} or {@link Count#CONVERTED}
   */
  void hold(IndexEntry entry, long stamp, int place, Count how) {
    slot.count(how);
    boolean registers = injector.oneIn(READS_PER_REGISTERED);
    long started = entry.node().oracle().recordReadStart(entry.generation(), place, registers);
    ReadHold hold = new ReadHold(entry, stamp, started, registers);
    memory[injector.nextInt(MEMORY)] = hold;
    boolean releases = true;
    try {
      injector.randomDelay();
      entry.node().oracle().checkData();
      if (injector.injects(Fault.DIE, READS_PER_DEATH)) {
        releases = false;
        throw new SimulatedThreadDeath(List.of(hold));
      }
      if (injector.injects(Fault.THROW, READS_PER_EXCEPTION)) {
        throw new InjectedException();
      }
      if (injector.oneIn(READS_PER_HAND_OFF)) {
        releases = false;
        HoldTracker.handOff(entry.node());
        slot.control().reaper().releaseLater(hold);
      }
      injector.randomDelay();
    } finally {
      if (releases) {
        slot.count(Count.RELEASED);
        hold.release();
      }
    }
  }

  /** Releases a read of an earlier generation once more, which must throw. */
  void endStaleRead() {
    ReadHold stale = injector.anyOf(memory);
    if (stale == null || stale.entry.node().generation() == stale.entry.generation()) {
      return;
    }
    int generation = stale.entry.generation();
    try {
      stale.entry.node().endRead(stale.stamp);
      slot.control().report(Check.MISUSE, () -> "releasing a read of generation " + generation + " after its end did not throw");
    } catch (IllegalMonitorStateException refused) {
      slot.count(Count.REFUSALS);
    }
  }

  /** Acquires reads of one node until an attempt fails, and checks that the limit of readers is not exceeded. */
  void fillToLimit(IndexEntry entry) {
    Node node = entry.node();
    int held = 0;
    long stamp = node.tryStartRead(entry.generation());
    long last = stamp;
    while (stamp > 0 && held <= node.limit()) {
      last = stamp;
      held++;
      slot.count(Count.ACQUIRED);
      stamp = node.tryStartRead(entry.generation());
    }
    int readers = node.readers();
    if (held > node.limit() || readers > node.limit()) {
      int acquired = held;
      slot.control().report(
          Check.LIMIT,
          () -> acquired + " of " + readers + " reads are held by this thread, and the limit is " + node.limit());
    }
    for (; held > 0; held--) {
      slot.count(Count.RELEASED);
      node.endRead(last);
    }
  }
}
