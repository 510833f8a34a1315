package org.vmalock.examples.replay.space;

/**
 * Listener to which the writer of an address space reports the ranges to which it has exclusive access. The writer calls it inside its
 * write section: a reader that holds a range and observes that the writer has exclusive access to it has found a violation.
 *
 * <p>Called by the thread of the writer only.
 */
public interface ExclusionListener {
  /** Listener that ignores all calls. */
  ExclusionListener NONE =
      new ExclusionListener() {
        @Override
        public void beginExclusive(long start, long end) {}

        @Override
        public void endExclusive(long start, long end) {}
      };

  /**
   * Reports that no reader holds the range, and that no reader acquires it until {@link #endExclusive}.
   *
   * @param start the first address
   * @param end the exclusive end, 0 for 2<sup>64</sup>
   */
  void beginExclusive(long start, long end);

  /**
   * Reports that readers may acquire the range after this call.
   *
   * @param start the first address
   * @param end the exclusive end, 0 for 2<sup>64</sup>
   */
  void endExclusive(long start, long end);
}
