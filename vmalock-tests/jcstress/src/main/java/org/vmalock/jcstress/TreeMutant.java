package org.vmalock.jcstress;

/** The mutants of the tree, each the model with one step done wrong. */
final class TreeMutant {
  private TreeMutant() {}

  /** A walk takes its time between looking and locking. */
  private abstract static class Dallies extends ModelTree {
    @Override
    void onTheWay() {
      Race.randomDelay();
    }
  }

  /** Puts back all but the last. */
  static final class ForgetsOne extends ModelTree {
    @Override
    void putBack(ModelRange[] aside) {
      first.markAttached();
      second.markAttached();
    }
  }

  /** Goes on in the version that it has been told is out of date. */
  static final class NoRestart extends Dallies {
    @Override
    ModelRange[] restart(ModelRange[] walked) {
      return walked;
    }
  }

  /** Takes what lies in front of a locked range for a gap. */
  static final class TrustsTheGap extends Dallies {
    @Override
    boolean isRealGap(long sequence) {
      return true;
    }
  }

  /** Steps to where the range ended before it was locked. */
  static final class StepsByTheWalk extends Dallies {
    @Override
    long endOfStep(ModelRange range, long endOfWalk) {
      return endOfWalk;
    }
  }
}
