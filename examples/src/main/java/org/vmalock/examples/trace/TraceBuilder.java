package org.vmalock.examples.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects the initial mappings, operations and touches of one {@link Trace}, beside a model of the resulting address space. */
final class TraceBuilder {
  static final int MAXIMUM_TOUCHES = Integer.MAX_VALUE - 8;

  private final AddressSpaceModel model = new AddressSpaceModel();
  private final List<RangeEntry> initial = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private long[] touches = new long[64];
  private int touchCount;
  private int[] touchesBefore = new int[64];

  /** Returns the model of the address space after the operations added so far; read only. */
  AddressSpaceModel model() {
    return model;
  }

  int touchCount() {
    return touchCount;
  }

  int operationCount() {
    return operations.size();
  }

  List<RangeEntry> initial() {
    return initial;
  }

  /** Adds a mapping that exists before the first operation. */
  void addInitial(RangeEntry mapping) {
    initial.add(mapping);
    model.map(mapping.start(), mapping.end(), mapping.protection());
  }

  void add(Operation operation) {
    operation.applyTo(model);
    int index = operations.size();
    if (index == touchesBefore.length) {
      touchesBefore = Arrays.copyOf(touchesBefore, 2 * index);
    }
    touchesBefore[index] = touchCount;
    operations.add(operation);
  }

  /** Adds a touch; returns false if there are too many. */
  boolean touch(long address) {
    if (touchCount == touches.length) {
      if (touchCount == MAXIMUM_TOUCHES) {
        return false;
      }
      touches = Arrays.copyOf(touches, (int) Math.min(2L * touchCount, MAXIMUM_TOUCHES));
    }
    touches[touchCount++] = address;
    return true;
  }

  Trace build(String name, long lines, TraceOrigin origin) {
    long[] allTouches = Arrays.copyOf(touches, touchCount);
    return new Trace(name, lines, initial, operations, allTouches, Arrays.copyOf(touchesBefore, operations.size()), origin);
  }
}
