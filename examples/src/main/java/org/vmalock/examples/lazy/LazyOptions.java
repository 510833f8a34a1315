package org.vmalock.examples.lazy;

import java.time.Duration;

/**
 * How to run.
 *
 * @param length how long, each scheme
 * @param workers how many threads switch
 * @param contexts how many contexts they share
 * @param bytes the memory of each
 * @param closeMicros how long a context is left alone before the next one is closed and replaced, in microseconds
 */
record LazyOptions(Duration length, int workers, int contexts, int bytes, int closeMicros) {}
