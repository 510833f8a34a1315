package org.vmalock.examples.torture.subject;

/**
 * The value mapped in a pair of places from one change on. Adjacent ranges with equal versions merge into one.
 *
 * @param pair the index of the pair
 * @param number the number of changes of this pair so far
 */
public record Version(int pair, long number) {}
