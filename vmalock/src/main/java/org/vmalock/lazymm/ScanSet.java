package org.vmalock.lazymm;

/** The set of workers whose slots the last user of a {@link LazyContext} scans: a superset of those that borrow the context. */
public enum ScanSet {
  /** All workers of the domain, except those that are parked and borrow nothing. */
  EVERY_WORKER,

  /**
   * The workers in the context's mask. A worker sets its bit before it borrows the context for the first time, and clears it when it
   * has borrowed another context or is closed. Scans are shorter, borrowing several contexts in turn is slower, and every context
   * grows by one bit per worker that the domain has room for.
   */
  MASK
}
