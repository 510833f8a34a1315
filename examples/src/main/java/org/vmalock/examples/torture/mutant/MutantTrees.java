package org.vmalock.examples.torture.mutant;

import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;

/** The mutants of a tree whose locks are correct. */
final class MutantTrees {
  private MutantTrees() {}

  /** Does not detach the ranges that it removes: readers of an old version acquire them until they are retired. */
  static final class DoesNotDetach extends ModelTree {
    DoesNotDetach(Violations<Check> violations) {
      super(violations);
    }

    @Override
    void detach(RangeNode range) {
      range.node().startWrite();
    }

    @Override
    void reattach(RangeNode range, boolean isLast) {}
  }

  /** Detaches a range without draining it. */
  static final class DoesNotWait extends ModelTree {
    DoesNotWait(Violations<Check> violations) {
      super(violations);
    }

    @Override
    void detach(RangeNode range) {
      range.node().markDetached();
    }
  }

  /** Publishes each change of a section separately. */
  static final class PublishesEachChange extends ModelTree {
    PublishesEachChange(Violations<Check> violations) {
      super(violations);
    }

    @Override
    void afterChange(ModelSection section) {
      section.publish();
    }
  }

  /** Does not reattach the last range on a rollback. */
  static final class RestoresAllButOne extends ModelTree {
    RestoresAllButOne(Violations<Check> violations) {
      super(violations);
    }

    @Override
    void reattach(RangeNode range, boolean isLast) {
      if (!isLast) {
        super.reattach(range, false);
      }
    }
  }

  /** Downgrades the structure's lock before the range is detached. */
  static final class DowngradesFirst extends ModelTree {
    DowngradesFirst(Violations<Check> violations) {
      super(violations);
    }

    @Override
    public void unmapAndDowngrade(long start, long end) {
      try (ModelSection section = beginSection()) {
        section.downgrade();
        section.unmap(start, end);
        section.commit();
      }
    }
  }

  /** Reports a range as not mapped if its read attempt fails, although it was replaced. */
  static final class MissesAfterRefusal extends ModelTree {
    MissesAfterRefusal(Violations<Check> violations) {
      super(violations);
    }

    @Override
    boolean isMissAfterRefusal() {
      return true;
    }
  }

  /** A walk whose read attempt fails continues with the next range. */
  static final class SkipsRefused extends ModelTree {
    SkipsRefused(Violations<Check> violations) {
      super(violations);
    }

    @Override
    public @Nullable LockedRange startReadNext(long key) {
      RangeNode range = atOrAfter(published(), key);
      while (range != null) {
        RaceWindow.widen();
        long stamp = range.tryStartRead();
        if (stamp > 0) {
          return range.locked(stamp);
        }
        range = atOrAfter(published(), range.entry().end());
      }
      return null;
    }
  }

  /** A walk continues at the start of the last range instead of its end. */
  static final class WalkDoesNotAdvance extends ModelTree {
    private long last;

    WalkDoesNotAdvance(Violations<Check> violations) {
      super(violations);
    }

    @Override
    public @Nullable LockedRange startReadNext(long key) {
      LockedRange held = super.startReadNext(key == 0 ? 0 : last);
      last = held == null ? 0 : held.entry().start();
      return held;
    }
  }

  /** Returns the range before the key without checking its end. */
  static final class IgnoresRangeEnd extends ModelTree {
    IgnoresRangeEnd(Violations<Check> violations) {
      super(violations);
    }

    @Override
    @Nullable RangeNode covering(NavigableMap<Long, RangeNode> version, long key) {
      Map.Entry<Long, RangeNode> floor = version.floorEntry(key);
      return floor == null ? null : floor.getValue();
    }
  }
}
