package org.vmalock.examples.torture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Pool;

/** The operations of a thread on the objects that it owns. */
final class OwnerOperations {
  private static final int RETIRES_PER_DEATH = 2_000;
  private static final int RETIRES_PER_SECOND_RETIRE = 8;

  private final ThreadSlot slot;

  OwnerOperations(ThreadSlot slot) {
    this.slot = slot;
  }

  /**
   * Retires all objects, even if {@code onFree} of some throws; or terminates the thread, which leaves the objects to the reaper.
   */
  void retireAll(Collection<IndexEntry> entries) {
    if (!entries.isEmpty() && slot.injector().injects(Fault.DIE, RETIRES_PER_DEATH)) {
      List<HeldReference> held =
          entries.stream().<HeldReference>map(entry -> () -> entry.node().retire(entry.generation())).toList();
      entries.clear();
      throw new SimulatedThreadDeath(held);
    }
    for (IndexEntry entry : entries) {
      retire(entry);
    }
    entries.clear();
  }

  void retire(IndexEntry entry) {
    slot.count(Count.RELEASED);
    try {
      entry.node().retire(entry.generation());
    } catch (InjectedException injected) {
      slot.count(Count.EXCEPTIONS);
    }
    if (slot.injector().injects(Fault.MISUSE, RETIRES_PER_SECOND_RETIRE)) {
      retireAgain(entry);
    }
  }

  private void retireAgain(IndexEntry entry) {
    slot.injector().randomDelay();
    try {
      entry.node().retire(entry.generation());
      slot.control().report(Check.MISUSE, () -> "a second retire of generation " + entry.generation() + " did not throw");
    } catch (IllegalStateException refused) {
      slot.count(Count.REFUSALS);
    }
  }

  /** Checks in the final state that every object of a pool is free, and that none is in the pool twice. */
  void checkPool(Pool pool) {
    List<IndexEntry> all = new ArrayList<>();
    for (int i = 0; i < pool.capacity(); i++) {
      Node node = pool.tryAlloc(null);
      if (node == null) {
        int found = i;
        report("only " + found + " of " + pool.capacity() + " objects of the pool are free");
        break;
      }
      slot.count(Count.ACQUIRED);
      all.add(IndexEntry.ofAllocated(node, -1));
    }
    if (pool.tryAlloc(null) != null) {
      report("the pool allocates more than " + pool.capacity() + " objects");
    }
    all.forEach(this::retire);
    pool.trim();
    if (pool.size() != 0) {
      report(pool.size() + " objects remain in the pool after all were discarded");
    }
  }

  private void report(String words) {
    slot.control().report(Check.BALANCE, () -> words);
  }
}
