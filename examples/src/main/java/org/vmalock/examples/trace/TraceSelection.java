package org.vmalock.examples.trace;

import org.jspecify.annotations.Nullable;

/**
 * The part of a trace that is replayed, and what the trace itself does not contain.
 *
 * @param process the process or thread whose address space is replayed, or null for the space with the most mapping calls
 * @param start the file with the mappings that the process had when the log began, or null
 * @param seed the seed of the touches that are not in the log
 */
public record TraceSelection(@Nullable Integer process, @Nullable String start, long seed) {
  /** The space with the most mapping calls, without a picture, with seed 1. */
  public static final TraceSelection DEFAULT = new TraceSelection(null, null, 1);
}
