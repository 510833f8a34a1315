package org.vmalock.examples.torture.subject;

/** What is done to the threads, or by them, that well-behaved ones are spared. */
public enum Fault {
  /** Threads die while they hold reads, or own objects: others end those. */
  DIE("die"),
  /** Threads are interrupted wherever they are. */
  INTERRUPT("interrupt"),
  /** Code inside a read or a write section, and the end of a life, throws. */
  THROW("throw"),
  /** Writers wait too short a time, and give up. */
  TIMEOUT("timeout"),
  /** Lives are ended twice, and reads after the end of their life. */
  MISUSE("misuse");

  private final String label;

  Fault(String label) {
    this.label = label;
  }

  /**
   * The name on the command line.
   *
   * @return one word
   */
  @Override
  public String toString() {
    return label;
  }
}
