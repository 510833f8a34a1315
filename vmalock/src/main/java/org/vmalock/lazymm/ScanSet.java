package org.vmalock.lazymm;

/**
 * Which workers the last user of an {@link LazyContext} looks at. Whatever it is, it is a superset of those that borrow the {@code LazyContext}.
 */
public enum ScanSet {
  /** Every worker that the domain has and that is not idle with nothing borrowed. */
  EVERY_WORKER,

  /**
   * The workers in the {@code LazyContext}'s mask: a worker sets its bit before it borrows an {@code LazyContext} for the first time, and clears
   * it, itself, when it has borrowed another or is taken down. Scans get short, borrowing by turns gets dearer, and every {@code
   * LazyContext} gains a bit per worker that the domain may have.
   */
  MASK
}
