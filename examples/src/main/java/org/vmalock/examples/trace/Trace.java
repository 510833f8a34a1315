package org.vmalock.examples.trace;

import java.util.List;

/**
 * A whole trace, made ready for replaying: what was mapped before it began, its mapping operations, its touches, and how the two
 * interleave. Program breaks have become the mappings and unmappings that they stand for.
 */
public final class Trace {
  private final String name;
  private final List<RangeEntry> initial;
  private final List<Operation> operations;
  private final long[] touches;
  private final int[] touchesBefore;
  private final long lines;

  Trace(String name, long lines, List<RangeEntry> initial, List<Operation> operations, long[] touches, int[] touchesBefore) {
    this.name = name;
    this.lines = lines;
    this.initial = List.copyOf(initial);
    this.operations = List.copyOf(operations);
    this.touches = touches;
    this.touchesBefore = touchesBefore;
  }

  /**
   * Returns the name the user gave.
   *
   * @return a bundled trace's name or a path
   */
  public String name() {
    return name;
  }

  /**
   * Returns how long the trace is.
   *
   * @return the number of its lines
   */
  public long lines() {
    return lines;
  }

  /**
   * Returns what was mapped before the recording began.
   *
   * @return the {@code I} lines, in their order
   */
  public List<RangeEntry> initial() {
    return initial;
  }

  /**
   * Returns the mapping operations in their order.
   *
   * @return an unmodifiable list, possibly empty
   */
  public List<Operation> operations() {
    return operations;
  }

  /**
   * Returns the touched addresses in their order.
   *
   * @return a fresh array, possibly empty
   */
  public long[] touches() {
    return touches.clone();
  }

  /**
   * Says where an operation stands among the touches.
   *
   * @param operation an index into {@link #operations}
   * @return how many touches come before it
   */
  public int touchesBefore(int operation) {
    return touchesBefore[operation];
  }

  /**
   * Returns what is mapped after some of the operations.
   *
   * @param count how many operations were applied
   * @return a model of its own
   */
  public AddressSpaceModel modelAfter(int count) {
    AddressSpaceModel model = new AddressSpaceModel();
    model.reset(initial);
    operations.subList(0, count).forEach(operation -> operation.applyTo(model));
    return model;
  }
}
