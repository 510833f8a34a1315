/**
 * The {@code lazy} command: workers switch among shared contexts, with every scheme of {@code org.vmalock.lazymm}, over memory in
 * which a use after free is detected.
 *
 * <p>{@link org.vmalock.examples.lazy.LazyCommand} is the command line, {@code LazyRun} one run of one scheme. This package
 * imports the {@code run} package.
 */
@NullMarked
package org.vmalock.examples.lazy;

import org.jspecify.annotations.NullMarked;
