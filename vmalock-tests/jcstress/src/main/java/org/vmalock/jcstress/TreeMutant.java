package org.vmalock.jcstress;

/** The mutants of the tree: each is the model with one step omitted or wrong. */
final class TreeMutant {
  private TreeMutant() {}

  /** Delays between the walk to a range and its acquisition. */
  private abstract static class DelaysBeforeAcquire extends ModelTree {
    @Override
    void beforeAcquire() {
      Race.randomDelay();
    }
  }

  /** Does not attach the last range again when an unmap aborts. */
  static final class ReattachesAllButOne extends ModelTree {
    @Override
    void reattach(ModelRange[] detached) {
      first.markAttached();
      second.markAttached();
    }
  }

  /** Retries in the version that was refused as out of date. */
  static final class NoRetryFromRoot extends DelaysBeforeAcquire {
    @Override
    ModelRange[] versionForRetry(ModelRange[] walked) {
      return walked;
    }
  }

  /** Takes the keys before an acquired range for a gap without validation. */
  static final class NoGapValidation extends DelaysBeforeAcquire {
    @Override
    boolean isRealGap(long sequence) {
      return true;
    }
  }

  /** Steps to the end that the range had before it was acquired. */
  static final class StepsToWalkedEnd extends DelaysBeforeAcquire {
    @Override
    long endOfStep(ModelRange range, long endOfWalk) {
      return endOfWalk;
    }
  }
}
