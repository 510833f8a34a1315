package org.vmalock.examples.replay.space;

/** The address spaces that a replay can compare, by the locks that protect them. */
public enum Scheme {
  /** A {@code VmaTree} of vmalock, with a lock per range. */
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
   * Creates an address space without mappings.
   *
   * @param listener receives the ranges to which the writer has exclusive access
   * @return an address space of this scheme
   */
  public AddressSpace create(ExclusionListener listener) {
    return switch (this) {
      case VMALOCK -> new VmaTreeSpace(listener);
      case RWLOCK -> new ReadWriteLockSpace(listener);
      case STAMPED -> new StampedLockSpace(listener);
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
