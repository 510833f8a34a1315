/**
 * Samples to copy: short programs, each with one use of the library. Each class has a {@code main} that prints what it shows, and a test
 * that runs it beside other threads. A sample uses the library and the JDK only, and no class of another sample.
 */
@NullMarked
package org.vmalock.examples.samples;

import org.jspecify.annotations.NullMarked;
