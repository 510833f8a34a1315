package org.vmalock.examples.replay;

import java.util.List;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Trace;

/**
 * The mapped ranges at the end of a replay.
 *
 * @param mappings the ranges in the order of their addresses, adjacent ranges with equal protection merged
 * @param ranges the number of ranges
 * @param pages the number of their pages
 */
record EndState(List<RangeEntry> mappings, int ranges, long pages) {
  /** The end state of a replay that ended within a round. */
  static final EndState UNKNOWN = new EndState(List.of(), -1, -1);

  boolean isKnown() {
    return ranges >= 0;
  }

  /** Reads the mapped ranges of an address space and compares them with those at the end of the trace. */
  static EndState check(AddressSpace space, Trace trace, Violations<Check> violations) {
    List<RangeEntry> found = space.mappings();
    AddressSpaceModel merged = new AddressSpaceModel();
    merged.reset(found);
    EndState observed = of(merged);
    if (found.stream().mapToLong(RangeEntry::pages).sum() != observed.pages) {
      violations.add(Check.END_STATE, () -> "ranges overlap at the end: observed " + found);
    }
    EndState allowed = of(trace.modelAfter(trace.operations().size()));
    if (!observed.equals(allowed)) {
      violations.add(
          Check.END_STATE,
          () -> "the wrong ranges are mapped at the end: observed " + observed.mappings + "; allowed: " + allowed.mappings);
    }
    return observed;
  }

  private static EndState of(AddressSpaceModel model) {
    return new EndState(model.mappings(), model.ranges(), model.pages());
  }
}
