package org.vmalock.internal;

/**
 * Chooses one of {@link DebugSettings#SAMPLE_PERIOD} acquisitions, on average. Threads count down in a few padded cells, by thread number.
 * The updates are plain: a lost one moves a sample. The distance to the next sample varies, so that no call site is always missed.
 */
public final class Sampler {
  private static final int STRIDE = 32;
  private static final int MASK = Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors()) - 1;
  private static final int[] LEFT = new int[(MASK + 3) * STRIDE];

  private Sampler() {}

  /**
   * Counts an acquisition.
   *
   * @return whether to record it
   */
  public static boolean isNext() {
    int cell = (((int) Thread.currentThread().getId() & MASK) + 1) * STRIDE;
    int left = LEFT[cell];
    LEFT[cell] = left - 1;
    return left <= 0 && restart(cell);
  }

  /** Begins the next distance; returns true. */
  private static boolean restart(int cell) {
    int period = DebugSettings.SAMPLE_PERIOD;
    long mixed = (System.nanoTime() * 0x9E37_79B9_7F4A_7C15L) >>> 33;
    LEFT[cell] = period == 1 ? 0 : period / 2 + (int) (mixed % period);
    return true;
  }
}
