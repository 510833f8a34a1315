package org.vmalock.models;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.vmalock.models.explorer.MemoryModel;

/** All runs of all protocols. */
final class Catalogue {
  private Catalogue() {}

  /** Returns the runs under the given memory models, ordered by protocol. */
  static List<Run> runs(Collection<MemoryModel> models) {
    List<Run> runs = new ArrayList<>();
    for (MemoryModel model : models) {
      runs.addAll(CountedReadsRuns.under(model));
      runs.addAll(HazardReadsRuns.under(model));
      runs.addAll(OptimisticReadsRuns.under(model));
      runs.addAll(NodeWaitRuns.under(model));
      runs.addAll(RetainRuns.under(model));
      runs.addAll(TreePublicationRuns.under(model));
      runs.addAll(TreeSnapshotsRuns.under(model));
      runs.addAll(FreeKeysRuns.under(model));
      runs.addAll(LazyHandOffRuns.under(model));
      runs.addAll(LazyDrainRuns.under(model));
      runs.addAll(LazyRefRuns.under(model));
    }
    return runs;
  }
}
