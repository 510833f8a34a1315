package org.vmalock;

/**
 * When the readers of a node spread: a spread node is read by hazards, so that its readers share no cache line.
 *
 * <p>A reader of a spread node publishes its read in a slot of a table that all nodes share, and does not write to the node. A thread that
 * write-locks, detaches or retires the node searches the table and turns what it finds into counted reads. So hazard reads cost less the
 * more threads read one node at a time, and cost a search for each write. Callers see no difference: the results, the waits and the memory
 * effects are those of a counted read, and so are the stamps, but for their values.
 *
 * <p>A reader that finds a write section of its structure open is counted, also if the section does not write this node. So the readers of
 * a spread node share its cache line for as long as write sections of the structure are open.
 *
 * <p>The choice of a node holds before that of its pool, that of the pool before that of its {@link StructureLock}, and the system
 * property {@code vmalock.hazard} ({@code adaptive}, {@code on} or {@code off}) where none of them has one. The idea is that of the JDK's
 * {@code LongAdder} and of BRAVO, a biased reader-writer lock, with slots that belong to reads and not to threads.
 */
public enum Spreading {
  /** A node spreads when its readers collide, and ceases to while the searches of its writers cost more than they save. The default. */
  ADAPTIVE,

  /** A node is spread whenever it is attached. */
  ALWAYS,

  /** A node does not spread: every read is counted. */
  NEVER
}
