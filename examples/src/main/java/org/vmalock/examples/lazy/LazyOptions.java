package org.vmalock.examples.lazy;

import java.time.Duration;

/**
 * Options of a run.
 *
 * @param length the length of the run of each scheme
 * @param workers the number of threads that switch
 * @param contexts the number of shared contexts
 * @param bytes the size of each context in bytes
 * @param closeMicros the time between two closes in microseconds
 */
record LazyOptions(Duration length, int workers, int contexts, int bytes, int closeMicros) {}
