package org.vmalock.examples.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles the events of one trace into a {@link Trace}, and refuses events that no program can cause. */
final class TraceCompiler {
  /** Protection of {@code I} lines and of pages mapped by the program break: read and write. */
  private static final int READ_WRITE = 3;

  private final TraceParser parser;
  private final TraceBuilder builder = new TraceBuilder();
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
      builder.addInitial(new RangeEntry(range.start(), range.end(), READ_WRITE));
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
    return builder.build(name, lines, TraceOrigin.NATIVE);
  }

  private void add(TraceEvent.Touch touch) throws TraceFormatException {
    if (!builder.touch(touch.address())) {
      throw parser.malformed("more than " + TraceBuilder.MAXIMUM_TOUCHES + " touches");
    }
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
    if (builder.model().find(remap.oldStart()) == null) {
      throw parser.malformed(
          "R of " + RangeEntry.range(remap.oldStart(), remap.oldEnd()) + ", whose first page is not mapped at this point");
    }
    add(new Operation.Move(remap.oldStart(), remap.oldEnd(), remap.newStart(), remap.newEnd()));
  }

  private void add(Operation operation) {
    builder.add(operation);
  }
}
