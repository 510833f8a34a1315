package org.vmalock.examples.torture.subject;

/** The faults that a torture run can inject. */
public enum Fault {
  /** Threads terminate while they hold reads or own objects; the reaper releases these. */
  DIE("die"),
  /** Threads are interrupted at any point. */
  INTERRUPT("interrupt"),
  /** Code in reads, in write sections and in {@code onFree} throws. */
  THROW("throw"),
  /** Writers wait only a few microseconds and may time out. */
  TIMEOUT("timeout"),
  /** Objects are retired twice, and reads are released after their generation has ended. */
  MISUSE("misuse");

  private final String label;

  Fault(String label) {
    this.label = label;
  }

  /**
   * Returns the name on the command line.
   *
   * @return one word
   */
  @Override
  public String toString() {
    return label;
  }
}
