package org.vmalock.examples.replay.space;

/**
 * How a scheme's writer says that it has a range for itself. A scheme calls it from inside its own write section, so that whoever
 * reads the mark while holding a range of the same addresses has caught a reader and a writer inside together.
 *
 * <p>Only the writer's thread calls it.
 */
public interface WriterMark {
  /** Tells nobody. */
  WriterMark NONE =
      new WriterMark() {
        @Override
        public void inside(long start, long end) {}

        @Override
        public void outside(long start, long end) {}
      };

  /**
   * Readers are out of the range and are kept out from here on.
   *
   * @param start the first address
   * @param end the exclusive end, 0 for 2<sup>64</sup>
   */
  void inside(long start, long end);

  /**
   * Readers may come in again after this call.
   *
   * @param start the first address
   * @param end the exclusive end, 0 for 2<sup>64</sup>
   */
  void outside(long start, long end);
}
