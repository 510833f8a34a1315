package org.vmalock.examples.replay;

import java.util.List;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Trace;

/**
 * What is mapped when a replay is over.
 *
 * @param mappings the ranges in the order of their addresses, neighbours with equal protection made one
 * @param ranges how many there are
 * @param pages how many pages they have
 */
record EndState(List<RangeEntry> mappings, int ranges, long pages) {
  /** The end state of a replay that failed before the end. */
  static final EndState UNKNOWN = new EndState(List.of(), 0, 0);

  /** Reads it from an address space and compares it with what the trace leaves behind. */
  static EndState check(AddressSpace space, Trace trace, Violations<Check> violations) {
    List<RangeEntry> found = space.mappings();
    AddressSpaceModel merged = new AddressSpaceModel();
    merged.reset(found);
    EndState seen = of(merged);
    if (found.stream().mapToLong(RangeEntry::pages).sum() != seen.pages) {
      violations.add(Check.END_STATE, () -> "at the end ranges overlap: seen " + found);
    }
    EndState allowed = of(trace.modelAfter(trace.operations().size()));
    if (!seen.equals(allowed)) {
      violations.add(
          Check.END_STATE,
          () -> "at the end the wrong ranges are mapped: seen " + seen.mappings + "; allowed: " + allowed.mappings);
    }
    return seen;
  }

  private static EndState of(AddressSpaceModel model) {
    return new EndState(model.mappings(), model.ranges(), model.pages());
  }
}
