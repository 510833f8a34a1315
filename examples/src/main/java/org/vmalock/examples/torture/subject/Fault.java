package org.vmalock.examples.torture.subject;

/** What is done to the threads, or by them, that well-behaved ones are spared. */
public enum Fault {
  /** Threads die while they hold reads, or own objects: others end those. */
  DIE("die", "threads die while they hold reads or own objects, and a deputy ends those"),
  /** Threads are interrupted wherever they are. */
  INTERRUPT("interrupt", "threads are interrupted wherever they are"),
  /** Code inside a read or a write section, and the end of a life, throws. */
  THROW("throw", "code inside reads, write sections and onFree throws"),
  /** Writers wait too short a time, and give up. */
  TIMEOUT("timeout", "writers wait a few microseconds, and give up"),
  /** Lives are ended twice, and reads after the end of their life. */
  MISUSE("misuse", "lives are ended twice, and reads after their life is over");

  private final String label;
  private final String description;

  Fault(String label, String description) {
    this.label = label;
    this.description = description;
  }

  /**
   * What happens.
   *
   * @return one line
   */
  public String description() {
    return description;
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
