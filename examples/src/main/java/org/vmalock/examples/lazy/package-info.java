/**
 * The {@code lazy} command: workers that switch among shared contexts, in every scheme of {@code org.vmalock.lazymm}, over memory
 * that shows when it is used after it was freed.
 *
 * <p>{@link org.vmalock.examples.lazy.LazyCommand} is the command line, {@code LazyRun} one run of one scheme. This package
 * imports the {@code run} package.
 */
@NullMarked
package org.vmalock.examples.lazy;

import org.jspecify.annotations.NullMarked;
