/**
 * Pages for readers: the result of a command, as it is written in JSON, becomes one HTML file with charts, tables and words. A page needs
 * no network and no script.
 *
 * <p>This package depends on no other package of the examples, so that the benchmarks use it as well.
 */
@NullMarked
package org.vmalock.examples.report;

import org.jspecify.annotations.NullMarked;
