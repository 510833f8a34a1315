package org.vmalock.benchmarks;

import java.util.List;
import org.vmalock.benchmarks.Side.Metric;

/** The rows of the tree. */
final class TreeRows {
  private static final String SKIP_LIST = "ConcurrentSkipListMap.floorEntry alone";
  private static final String PUT_AND_REMOVE = "ConcurrentSkipListMap put + remove, StampedLock per entry";
  private static final String SAME = "the same with the skip list";
  private static final String MANY = "100000";

  private TreeRows() {}

  static void addTo(List<BudgetRow> rows) {
    for (HeapAge heap : HeapAge.values()) {
      addLookUps(rows, heap);
    }
    addConcurrentLookUps(rows);
    addChanges(rows);
    addBuilds(rows);
    addIterations(rows);
    rows.add(
        BudgetRow.ratio(
            "free-space",
            "search for free keys among 10,000 ranges, one gap of 100 is long enough : a scan of a TreeMap under ReentrantReadWriteLock",
            0.5,
            Side.nanos(FreeSpaceBenchmark.class, "vmaTree"),
            Side.nanos(FreeSpaceBenchmark.class, "treeMapScan")));
    addReplay(rows);
  }

  private static void addLookUps(List<BudgetRow> rows, HeapAge heap) {
    String of = "100,000 ranges, " + heap.label() + " : ";
    rows.add(
        BudgetRow.ratio(
            "look-up-" + heap.label(),
            "look-up + read lock + unlock, " + of + SKIP_LIST,
            0.4,
            lookUp("vmaTreeLocked", heap),
            lookUp("skipListFloorEntry", heap)));
    rows.add(
        BudgetRow.information(
            "look-up-miss-" + heap.label(),
            "look-up of a key that is not mapped, " + of + SKIP_LIST,
            lookUp("vmaTreeMiss", heap),
            lookUp("skipListMiss", heap)));
    rows.add(
        BudgetRow.information(
            "next-" + heap.label(),
            "startReadNext + unlock, " + of + "ConcurrentSkipListMap.higherEntry, StampedLock per entry",
            lookUp("vmaTreeNext", heap),
            lookUp("skipListNext", heap)));
  }

  private static Side lookUp(String method, HeapAge heap) {
    return Side.nanos(LookupBenchmark.class, method, "ranges=" + MANY, "heap=" + heap);
  }

  private static void addConcurrentLookUps(List<BudgetRow> rows) {
    rows.add(
        BudgetRow.ratio(
            "look-up-2-threads",
            "look-up + read lock + unlock, aged, 2 threads : TreeMap.floorEntry under ReentrantReadWriteLock",
            0.25,
            Side.nanos(TwoThreadLookupBenchmark.class, "vmaTreeLocked", "ranges=" + MANY, "heap=AGED"),
            Side.nanos(TwoThreadLookupBenchmark.class, "treeMapUnderReadWriteLock", "ranges=" + MANY, "heap=AGED")));
    String lookUp = "look-up + read lock + unlock";
    rows.add(besideWriter("look-up-beside-writer-skip-list", lookUp, "", "skipList", "ConcurrentSkipListMap, StampedLock per entry"));
    rows.add(besideWriter("look-up-beside-writer-tree-map", lookUp, "", "treeMap", "TreeMap under ReentrantReadWriteLock"));
    rows.add(besideWriter("miss-beside-writer", "look-up of a key that is not mapped", "Miss", "skipListMiss", SKIP_LIST));
    rows.add(
        besideWriter(
            "next-beside-writer",
            "startReadNext + unlock",
            "Next",
            "skipListNext",
            "ConcurrentSkipListMap.higherEntry, StampedLock per entry"));
    rows.add(
        BudgetRow.absolute(
            "look-up-bytes",
            "bytes allocated per look-up + read lock + unlock",
            BudgetRows.HARNESS_BYTES,
            "B",
            Side.bytes(LookupBenchmark.class, "vmaTreeLocked", "ranges=1000", "heap=BUILT")));
  }

  private static BudgetRow besideWriter(String name, String what, String kind, String rival, String rivalName) {
    return BudgetRow.information(
        name,
        what + " among 10,000, beside a writer that maps and unmaps : " + rivalName,
        Side.metric(Metric.READ_NANOS, LookupBesideWriterBenchmark.class, "vmaTree" + kind),
        Side.metric(Metric.READ_NANOS, LookupBesideWriterBenchmark.class, rival));
  }

  private static void addChanges(List<BudgetRow> rows) {
    for (String ranges : List.of("10000", MANY)) {
      String size = "ranges=" + ranges;
      Side tree = Side.nanos(MapUnmapBenchmark.class, "vmaTree", size);
      Side skipList = Side.nanos(MapUnmapBenchmark.class, "skipList", size);
      rows.add(
          BudgetRow.ratio(
              "map-unmap-" + ranges, "map + unmap of one range among " + ranges + " : " + PUT_AND_REMOVE, 0.8, tree, skipList));
      rows.add(
          BudgetRow.absolute(
              "map-unmap-bytes-" + ranges,
              "bytes allocated per map + unmap of one range among " + ranges,
              1024,
              "B",
              Side.bytes(MapUnmapBenchmark.class, "vmaTree", size)));
      rows.add(
          BudgetRow.information(
              "map-unmap-snapshot-" + ranges,
              "snapshot + map + unmap of one range among " + ranges + " : " + PUT_AND_REMOVE + ", without a snapshot",
              Side.nanos(MapUnmapBenchmark.class, "vmaTreeBesideSnapshot", size),
              skipList));
    }
    rows.add(
        BudgetRow.ratio("update", "update of one value among 10,000 ranges : " + SAME, 1.5, change("vmaTreeUpdate"), change("skipListUpdate")));
    rows.add(
        BudgetRow.information(
            "batch",
            "map + unmap in batches of 100 : " + SAME + ", each change visible by itself",
            change("vmaTreeBatch"),
            change("skipListBatch")));
  }

  private static Side change(String method) {
    return Side.nanos(TreeChangeBenchmark.class, method);
  }

  private static void addBuilds(List<BudgetRow> rows) {
    for (KeyOrder order : KeyOrder.values()) {
      for (String ranges : List.of("1000", "10000", MANY, "1000000")) {
        boolean hasLimit = order == KeyOrder.ASCENDING && ranges.equals(MANY);
        rows.add(
            BudgetRow.ratio(
                "map-" + order.label() + "-" + ranges,
                ranges + " maps one by one, keys " + order.label() + " : " + SAME,
                hasLimit ? 1.0 : BudgetRow.NONE,
                build("vmaTree", order, ranges),
                build("skipList", order, ranges)));
      }
    }
  }

  private static Side build(String method, KeyOrder order, String ranges) {
    return Side.nanos(TreeBuildBenchmark.class, method, "ranges=" + ranges, "order=" + order);
  }

  private static void addIterations(List<BudgetRow> rows) {
    rows.add(iteration(KeyOrder.RANDOM, 0.7));
    rows.add(iteration(KeyOrder.ASCENDING, 1.0));
  }

  private static BudgetRow iteration(KeyOrder order, double limit) {
    return BudgetRow.ratio(
        "snapshot-iteration-" + order.label(),
        "snapshot iteration over 10,000 ranges built in " + order.label() + " order : the skip list's",
        limit,
        Side.nanos(TreeChangeBenchmark.class, "vmaTreeIteration", "order=" + order),
        Side.nanos(TreeChangeBenchmark.class, "skipListIteration", "order=" + order));
  }

  private static void addReplay(List<BudgetRow> rows) {
    rows.add(replay("replay-churn", "a mapping call", "mapOperations", 1.0));
    rows.add(replay("replay-churn-access", "an access", "accesses", 1.0 / 3));
  }

  private static BudgetRow replay(String name, String what, String per, double limit) {
    return BudgetRow.ratio(
        name,
        what + " in the replay of perl-churn beside 2 readers : a TreeMap under one ReentrantReadWriteLock",
        limit,
        Side.printed(ReplayChurn.class, "per=" + per, "scheme=vmalock"),
        Side.printed(ReplayChurn.class, "per=" + per, "scheme=rwlock"));
  }
}
