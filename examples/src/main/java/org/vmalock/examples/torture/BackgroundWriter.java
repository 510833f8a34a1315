package org.vmalock.examples.torture;

import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.RangeTree.RangeEntry;
import org.vmalock.examples.torture.subject.RangeTree.WriteSection;

/** The part of a writer's workload that changes the blocks of the background, or rolls such a change back. */
final class BackgroundWriter {
  private static final int ROUNDS_PER_ABORT = 3;
  private static final int CHECKS_PER_ABORT = 4;

  private final TreeTorture torture;
  private final TreeWriter writer;
  private final ThreadSlot slot;
  private final FaultInjector injector;

  BackgroundWriter(TreeTorture torture, TreeWriter writer, ThreadSlot slot) {
    this.torture = torture;
    this.writer = writer;
    this.slot = slot;
    this.injector = slot.injector();
  }

  void round() {
    int block = injector.nextInt(torture.background().blocks());
    int zone = Background.zone(block);
    if (!torture.claim(zone)) {
      return;
    }
    try {
      if (injector.oneIn(ROUNDS_PER_ABORT)) {
        abortChange(block);
      } else {
        change(block);
      }
    } finally {
      torture.release(zone);
    }
  }

  private void change(int block) {
    int zone = Background.zone(block);
    long number = torture.begin(zone);
    try (WriteSection section = torture.tree().beginSection()) {
      change(section, block, number);
      section.commit();
    }
    torture.finish(zone, number);
    slot.count(Count.WRITES);
  }

  private void change(WriteSection section, int block, long number) {
    for (int kept = 0; kept < Background.SLOTS; kept += Background.KEPT_PERIOD) {
      injector.randomDelay();
      if (Background.isFull(number)) {
        for (int inserted = kept + 1; inserted < kept + Background.KEPT_PERIOD; inserted++) {
          section.map(Background.entry(block, inserted));
        }
      } else {
        section.unmap(Background.start(block, kept + 1), Background.start(block, kept + Background.KEPT_PERIOD));
      }
    }
  }

  private void abortChange(int block) {
    long number = torture.ended(Background.zone(block));
    try (WriteSection section = torture.tree().beginSection()) {
      change(section, block, number + 1);
      if (injector.injects(Fault.THROW, 2)) {
        throw new InjectedException();
      }
    } finally {
      for (int i = 0; i < CHECKS_PER_ABORT; i++) {
        requireUnchanged(block, injector.nextInt(Background.SLOTS), number);
      }
    }
    slot.count(Count.ABORTS);
  }

  private void requireUnchanged(int block, int checked, long number) {
    @Nullable RangeEntry expected = Background.isMapped(checked, number) ? Background.entry(block, checked) : null;
    writer.requireSame("block " + block, Background.start(block, checked), expected);
  }
}
