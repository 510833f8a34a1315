package org.vmalock.examples.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was made into a trace, for reports.
 *
 * @param process the number of the process whose address space is replayed, or null if the trace does not name one
 * @param touchSeed the seed of the touches that were generated, or null if all are in the trace
 * @param notes remarks: the chosen process, and the origin of the touches; empty for a trace in the native format
 */
public record TraceOrigin(@Nullable Integer process, @Nullable Long touchSeed, List<String> notes) {
  /** The origin of a trace in the native format. */
  public static final TraceOrigin NATIVE = new TraceOrigin(null, null, List.of());

  /** Copies the notes. */
  public TraceOrigin {
    notes = List.copyOf(notes);
  }
}
