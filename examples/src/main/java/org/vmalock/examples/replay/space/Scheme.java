package org.vmalock.examples.replay.space;

/** The ways to guard an address space that a replay can compare. */
public enum Scheme {
  /** The tree of vmalock, with a lock per range. */
  VMALOCK("vmalock"),
  /** One read/write lock around a sorted map. */
  RWLOCK("rwlock"),
  /** A concurrent skip list with a stamped lock per range. */
  STAMPED("stamped");

  private final String label;

  Scheme(String label) {
    this.label = label;
  }

  /**
   * Makes an address space with nothing mapped.
   *
   * @param mark what the writer tells when it is inside a range
   * @return an address space of this scheme
   */
  public AddressSpace create(WriterMark mark) {
    return switch (this) {
      case VMALOCK -> new VmaTreeSpace(mark);
      case RWLOCK -> new ReadWriteLockSpace(mark);
      case STAMPED -> new StampedLockSpace(mark);
    };
  }

  /**
   * Returns the name on the command line.
   *
   * @return the name in lower case
   */
  @Override
  public String toString() {
    return label;
  }
}
