package org.vmalock.lazymm;

/** Lets the races ask for the slots of a domain, which are not public. */
public final class OccupiedSlots {
  private OccupiedSlots() {}

  /**
   * Returns the number of slots of a domain that are not empty or that scans visit.
   *
   * @param domain a domain whose workers are closed
   * @return the number of slots that are not empty, plus that of the rows that scans visit
   */
  public static int of(LazyDomain domain) {
    return domain.slots().occupied() + domain.slots().visible();
  }
}
