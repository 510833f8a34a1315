package org.vmalock.examples.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles the events of one trace into a {@link Trace}, and refuses events that no program can cause. */
final class TraceCompiler {
  /** Protection of {@code I} lines and of pages mapped by the program break: read and write. */
  private static final int READ_WRITE = 3;

  private static final int MAXIMUM_TOUCHES = Integer.MAX_VALUE - 8;

  private final TraceParser parser;
  private final AddressSpaceModel model = new AddressSpaceModel();
  private final List<RangeEntry> initial = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private long[] touches = new long[1024];
  private int touchCount;
  private int[] touchesBefore = new int[256];
  private @Nullable Long programBreak;
  private long lines;

  TraceCompiler(TraceParser parser) {
    this.parser = parser;
  }

  void add(TraceEvent event) throws TraceFormatException {
    lines++;
    if (event instanceof TraceEvent.Touch touch) {
      add(touch);
    } else if (event instanceof TraceEvent.Initial range) {
      RangeEntry mapping = new RangeEntry(range.start(), range.end(), READ_WRITE);
      initial.add(mapping);
      model.map(mapping.start(), mapping.end(), mapping.protection());
    } else if (event instanceof TraceEvent.Map map) {
      add(new Operation.Map(map.start(), map.end(), map.protection()));
    } else if (event instanceof TraceEvent.Unmap unmap) {
      add(new Operation.Unmap(unmap.start(), unmap.end()));
    } else if (event instanceof TraceEvent.Protect protect) {
      add(new Operation.Protect(protect.start(), protect.end(), protect.protection()));
    } else if (event instanceof TraceEvent.Break moved) {
      add(moved);
    } else if (event instanceof TraceEvent.Remap remap) {
      add(remap);
    }
  }

  Trace compile(String name) throws TraceFormatException {
    if (lines == 0) {
      throw parser.malformed("the trace is empty");
    }
    long[] allTouches = Arrays.copyOf(touches, touchCount);
    return new Trace(name, lines, initial, operations, allTouches, Arrays.copyOf(touchesBefore, operations.size()));
  }

  private void add(TraceEvent.Touch touch) throws TraceFormatException {
    if (touchCount == touches.length) {
      if (touchCount == MAXIMUM_TOUCHES) {
        throw parser.malformed("more than " + MAXIMUM_TOUCHES + " touches");
      }
      touches = Arrays.copyOf(touches, (int) Math.min(2L * touchCount, MAXIMUM_TOUCHES));
    }
    touches[touchCount++] = touch.address();
  }

  private void add(TraceEvent.Break moved) {
    long now = moved.address();
    if (programBreak != null) {
      int direction = Long.compareUnsigned(now, programBreak);
      if (direction > 0) {
        add(new Operation.Map(programBreak, now, READ_WRITE));
      } else if (direction < 0) {
        add(new Operation.Unmap(now, programBreak));
      }
    }
    programBreak = now;
  }

  private void add(TraceEvent.Remap remap) throws TraceFormatException {
    if (model.find(remap.oldStart()) == null) {
      throw parser.malformed(
          "R of " + RangeEntry.range(remap.oldStart(), remap.oldEnd()) + ", whose first page is not mapped at this point");
    }
    add(new Operation.Move(remap.oldStart(), remap.oldEnd(), remap.newStart(), remap.newEnd()));
  }

  private void add(Operation operation) {
    operation.applyTo(model);
    int index = operations.size();
    if (index == touchesBefore.length) {
      touchesBefore = Arrays.copyOf(touchesBefore, 2 * index);
    }
    touchesBefore[index] = touchCount;
    operations.add(operation);
  }
}
