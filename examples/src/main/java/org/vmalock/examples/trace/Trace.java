package org.vmalock.examples.trace;

import java.util.List;

/**
 * A compiled trace: the initial mappings, the mapping operations, the touched addresses, and the order of the operations and touches.
 * Changes of the program break are compiled into mappings and unmappings.
 */
public final class Trace {
  private final String name;
  private final List<RangeEntry> initial;
  private final List<Operation> operations;
  private final long[] touches;
  private final int[] touchesBefore;
  private final long lines;
  private final TraceOrigin origin;

  Trace(
      String name,
      long lines,
      List<RangeEntry> initial,
      List<Operation> operations,
      long[] touches,
      int[] touchesBefore,
      TraceOrigin origin) {
    this.name = name;
    this.lines = lines;
    this.initial = List.copyOf(initial);
    this.operations = List.copyOf(operations);
    this.touches = touches;
    this.touchesBefore = touchesBefore;
    this.origin = origin;
  }

  /**
   * Returns the name of the trace as given by the user.
   *
   * @return the name of a bundled trace, or a path
   */
  public String name() {
    return name;
  }

  /**
   * Returns the number of lines of the trace.
   *
   * @return the number
   */
  public long lines() {
    return lines;
  }

  /**
   * Returns what was made into this trace.
   *
   * @return the process, the seed of the touches, and remarks for the report
   */
  public TraceOrigin origin() {
    return origin;
  }

  /**
   * Returns the mappings that existed before the recording began.
   *
   * @return the ranges of the {@code I} lines, in their order
   */
  public List<RangeEntry> initial() {
    return initial;
  }

  /**
   * Returns the mapping operations in the order of the trace.
   *
   * @return an unmodifiable list, possibly empty
   */
  public List<Operation> operations() {
    return operations;
  }

  /**
   * Returns the touched addresses in the order of the trace.
   *
   * @return a new array, possibly empty
   */
  public long[] touches() {
    return touches.clone();
  }

  /**
   * Returns the number of touches that precede an operation.
   *
   * @param operation an index into {@link #operations}
   * @return the number of touches
   */
  public int touchesBefore(int operation) {
    return touchesBefore[operation];
  }

  /**
   * Returns a model of the address space after a number of operations.
   *
   * @param count the number of operations, from the first
   * @return a new model
   */
  public AddressSpaceModel modelAfter(int count) {
    AddressSpaceModel model = new AddressSpaceModel();
    model.reset(initial);
    operations.subList(0, count).forEach(operation -> operation.applyTo(model));
    return model;
  }
}
