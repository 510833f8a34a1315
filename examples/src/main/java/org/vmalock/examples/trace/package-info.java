/**
 * Memory traces of programs: the parser, the compiled form, and the sequential model of what is mapped.
 *
 * <p>{@link org.vmalock.examples.trace.TraceParser} turns lines into events,
 * {@link org.vmalock.examples.trace.Trace} is a whole trace made ready for replaying, and
 * {@link org.vmalock.examples.trace.AddressSpaceModel} says what is right. Nothing here knows about threads or locks.
 *
 * <p>Addresses are unsigned 64-bit numbers in a {@code long}. A range is {@code [start, end)}; the end 0 means 2<sup>64</sup>.
 * Page numbers (see {@link org.vmalock.examples.trace.Pages}) have 52 bits and so compare as signed numbers.
 */
@NullMarked
package org.vmalock.examples.trace;

import org.jspecify.annotations.NullMarked;
