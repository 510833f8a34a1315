package org.vmalock.examples.replay.space;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counters of one reader. Written by the thread of that reader only. */
final class ReaderCounters {
  private long hits;
  private long retries;
  private long fallbacks;

  void hit() {
    hits++;
  }

  void retry() {
    retries++;
  }

  void fallback() {
    fallbacks++;
  }

  private SpaceStats read() {
    return new SpaceStats(hits, retries, fallbacks, 0);
  }

  /** Counters of all readers of one address space. */
  static final class Group {
    private final List<ReaderCounters> members = new CopyOnWriteArrayList<>();

    ReaderCounters join() {
      ReaderCounters counters = new ReaderCounters();
      members.add(counters);
      return counters;
    }

    SpaceStats sum() {
      return members.stream().map(ReaderCounters::read).reduce(SpaceStats.NONE, SpaceStats::plus);
    }
  }
}
