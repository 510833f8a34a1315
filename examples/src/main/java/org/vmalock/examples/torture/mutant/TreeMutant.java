package org.vmalock.examples.torture.mutant;

import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;

/** What can be wrong with a tree whose locks are right. */
final class TreeMutant {
  private TreeMutant() {}

  /** Leaves what it takes aside attached: readers of an old version come in until it is retired. */
  static final class DoesNotDetach extends ModelTree {
    DoesNotDetach(Violations<Check> violations) {
      super(violations);
    }

    @Override
    void takeAside(Range range) {
      range.node().startWrite();
    }

    @Override
    void putBack(Range range, boolean isLast) {}
  }

  /** Detaches without waiting for the readers inside. */
  static final class DoesNotWait extends ModelTree {
    DoesNotWait(Violations<Check> violations) {
      super(violations);
    }

    @Override
    void takeAside(Range range) {
      range.node().markDetached();
    }
  }

  /** Publishes each change of a section by itself. */
  static final class PublishesEachChange extends ModelTree {
    PublishesEachChange(Violations<Check> violations) {
      super(violations);
    }

    @Override
    void changed(ModelSection section) {
      section.publish();
    }
  }

  /** Forgets to put the last one back when it gives up. */
  static final class ForgetsOne extends ModelTree {
    ForgetsOne(Violations<Check> violations) {
      super(violations);
    }

    @Override
    void putBack(Range range, boolean isLast) {
      if (!isLast) {
        super.putBack(range, false);
      }
    }
  }

  /** Lets readers in before the range is taken aside. */
  static final class DowngradesFirst extends ModelTree {
    DowngradesFirst(Violations<Check> violations) {
      super(violations);
    }

    @Override
    public void unmapAndDowngrade(long start, long end) {
      try (ModelSection section = open()) {
        section.downgrade();
        section.unmap(start, end);
        section.commit();
      }
    }
  }

  /** Takes a refusal for an answer: what was replaced meanwhile is not mapped. */
  static final class MissesAfterRefusal extends ModelTree {
    MissesAfterRefusal(Violations<Check> violations) {
      super(violations);
    }

    @Override
    boolean isMissAfterRefusal() {
      return true;
    }
  }

  /** A walk that is refused goes on to the next range. */
  static final class SkipsRefused extends ModelTree {
    SkipsRefused(Violations<Check> violations) {
      super(violations);
    }

    @Override
    public @Nullable Held next(long key) {
      Range range = atOrAfter(published(), key);
      while (range != null) {
        Gap.stay();
        long stamp = range.tryStartRead();
        if (stamp > 0) {
          return range.held(stamp);
        }
        range = atOrAfter(published(), range.extent().end());
      }
      return null;
    }
  }

  /** Walks on from the start of the last range, and not from its end. */
  static final class WalksOnFromTheStart extends ModelTree {
    private long last;

    WalksOnFromTheStart(Violations<Check> violations) {
      super(violations);
    }

    @Override
    public @Nullable Held next(long key) {
      Held held = super.next(key == 0 ? 0 : last);
      last = held == null ? 0 : held.extent().start();
      return held;
    }
  }

  /** Finds the range before the key, whether it reaches that far or not. */
  static final class DoesNotLookAtTheEnd extends ModelTree {
    DoesNotLookAtTheEnd(Violations<Check> violations) {
      super(violations);
    }

    @Override
    @Nullable Range covering(NavigableMap<Long, Range> version, long key) {
      Map.Entry<Long, Range> floor = version.floorEntry(key);
      return floor == null ? null : floor.getValue();
    }
  }
}
