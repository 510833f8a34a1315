package org.vmalock.examples.torture.subject;

/**
 * What stands in a pair of places from one change on. Equal ones next to each other are one range.
 *
 * @param pair which
 * @param number the changes of this pair so far
 */
public record Version(int pair, long number) {}
