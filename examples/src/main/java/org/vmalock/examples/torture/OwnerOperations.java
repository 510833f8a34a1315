package org.vmalock.examples.torture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Pool;

/** What one thread does with the lives that it owns. */
final class OwnerOperations {
  private static final int LIVES_UNTIL_DEATH = 2_000;
  private static final int LIVES_UNTIL_RETIRED_AGAIN = 8;

  private final ThreadSlot slot;

  OwnerOperations(ThreadSlot slot) {
    this.slot = slot;
  }

  /** Ends lives, however many of the ends throw; or dies before. */
  void retireAll(Collection<Entry> entries) {
    if (!entries.isEmpty() && slot.chance().strikes(Fault.DIE, LIVES_UNTIL_DEATH)) {
      List<Hold> estate = entries.stream().<Hold>map(entry -> () -> entry.node().retire(entry.generation())).toList();
      entries.clear();
      throw new SimulatedThreadDeath(estate);
    }
    for (Entry entry : entries) {
      retire(entry);
    }
    entries.clear();
  }

  void retire(Entry entry) {
    slot.count(Count.DROPS);
    try {
      entry.node().retire(entry.generation());
    } catch (InjectedException injected) {
      slot.count(Count.EXCEPTIONS);
    }
    if (slot.chance().strikes(Fault.MISUSE, LIVES_UNTIL_RETIRED_AGAIN)) {
      retireAgain(entry);
    }
  }

  private void retireAgain(Entry entry) {
    slot.chance().randomDelay();
    try {
      entry.node().retire(entry.generation());
      slot.session().violated(Check.MISUSE, () -> "nobody refused the second end of life " + entry.generation());
    } catch (IllegalStateException refused) {
      slot.count(Count.REFUSALS);
    }
  }

  /** When all is over: every object of a pool is back, and none is there twice. */
  void takeApart(Pool pool) {
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < pool.capacity(); i++) {
      Node node = pool.tryAlloc(null);
      if (node == null) {
        int found = i;
        violated("only " + found + " of " + pool.capacity() + " objects of the pool have come back");
        break;
      }
      slot.count(Count.GRABS);
      all.add(Entry.born(node, -1));
    }
    if (pool.tryAlloc(null) != null) {
      violated("the pool gives out more than " + pool.capacity() + " objects");
    }
    all.forEach(this::retire);
    pool.trim();
    if (pool.size() != 0) {
      violated(pool.size() + " objects are left in the pool when all were discarded");
    }
  }

  private void violated(String words) {
    slot.session().violated(Check.BALANCE, () -> words);
  }
}
