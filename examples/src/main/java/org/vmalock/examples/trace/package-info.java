/**
 * Memory traces of programs: the parser, the compiled trace, and a sequential model of an address space.
 *
 * <p>{@link org.vmalock.examples.trace.TraceParser} parses lines into events, {@link org.vmalock.examples.trace.Trace} is a compiled
 * trace, and {@link org.vmalock.examples.trace.AddressSpaceModel} is the sequential model. This package uses no threads and no locks,
 * and imports no other package of the examples.
 *
 * <p>Addresses are unsigned 64-bit numbers in a {@code long}. A range is {@code [start, end)}; the end 0 means 2<sup>64</sup>.
 * Page numbers (see {@link org.vmalock.examples.trace.Pages}) have 52 bits and so compare as signed numbers.
 */
@NullMarked
package org.vmalock.examples.trace;

import org.jspecify.annotations.NullMarked;
