package org.vmalock.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.vmalock.benchmarks.Side.Metric;

/** The rows of the budget. Their limits are part of the design. */
final class BudgetRows {
  /** The JMH harness allocates a few kilobytes per iteration, which appear as a fraction of a byte per operation. */
  static final double HARNESS_BYTES = 0.1;

  private BudgetRows() {}

  /** All rows that this JDK can measure. */
  static List<BudgetRow> all() {
    List<BudgetRow> rows = new ArrayList<>();
    addReads(rows);
    HotNodeRows.addTo(rows);
    TreeRows.addTo(rows);
    addStructure(rows);
    addPool(rows);
    addCache(rows);
    addLazy(rows);
    addDiagnostics(rows);
    rows.removeIf(row -> row.since() > Runtime.version().feature());
    return List.copyOf(rows);
  }

  private static void addReads(List<BudgetRow> rows) {
    rows.add(
        BudgetRow.ratio(
            "counted-read",
            "counted read pair, one thread : StampedLock readLock + unlockRead",
            1.0,
            Side.nanos(CountedReadBenchmark.class, "vmaLock"),
            Side.nanos(CountedReadBenchmark.class, "stampedLock")));
    rows.add(
        BudgetRow.ratio(
            "counted-read-shared",
            "counted read pair while another reader holds the node : the same with StampedLock",
            1.1,
            Side.nanos(CountedReadBenchmark.class, "vmaLockHeldByAnother"),
            Side.nanos(CountedReadBenchmark.class, "stampedLockHeldByAnother")));
    rows.add(
        BudgetRow.ratio(
            "read-2-threads",
            "read pair, 2 threads on one node that spreads by itself : StampedLock, 2 threads",
            0.15,
            Side.nanos(TwoThreadCountedReadBenchmark.class, "vmaLock"),
            Side.nanos(TwoThreadCountedReadBenchmark.class, "stampedLock")));
    rows.add(
        BudgetRow.ratio(
            "hazard-read",
            "hazard read pair, one thread : StampedLock readLock + unlockRead",
            1.1,
            Side.nanos(HazardReadBenchmark.class, "vmaLockSpread"),
            Side.nanos(HazardReadBenchmark.class, "stampedLock")));
    rows.add(
        BudgetRow.ratio(
            "hazard-read-2-threads",
            "hazard read pair, 2 threads on one node : StampedLock, 2 threads",
            0.15,
            Side.nanos(TwoThreadHazardReadBenchmark.class, "vmaLockSpread"),
            Side.nanos(TwoThreadHazardReadBenchmark.class, "stampedLock")));
    rows.add(
        BudgetRow.ratio(
            "hazard-read-scaling",
            "hazard read pair, 2 threads on one node : one thread",
            1.15,
            Side.nanos(TwoThreadHazardReadBenchmark.class, "vmaLockSpread"),
            Side.nanos(HazardReadBenchmark.class, "vmaLockSpread")));
    rows.add(
        BudgetRow.ratio(
            "hazard-read-against-count",
            "hazard read pair, 2 threads on one node : the same with counted reads only",
            0.3,
            Side.nanos(TwoThreadHazardReadBenchmark.class, "vmaLockSpread"),
            Side.nanos(TwoThreadHazardReadBenchmark.class, "vmaLockCounted")));
    rows.add(
        BudgetRow.ratio(
            "optimistic-read",
            "optimistic read + validate : StampedLock tryOptimisticRead + validate",
            1.5,
            Side.nanos(HazardReadBenchmark.class, "vmaLockOptimistic"),
            Side.nanos(HazardReadBenchmark.class, "stampedLockOptimistic")));
    rows.add(
        BudgetRow.ratio(
            "read-beside-lock-read",
            "counted read beside lockRead of its own structure : beside lockRead of another structure",
            1.2,
            Side.metric(Metric.READ_NANOS, NeighbourBenchmark.class, "own"),
            Side.metric(Metric.READ_NANOS, NeighbourBenchmark.class, "other")));
    rows.add(
        BudgetRow.absolute(
            "read-bytes",
            "bytes allocated per counted read pair",
            HARNESS_BYTES,
            "B",
            Side.bytes(CountedReadBenchmark.class, "vmaLock")));
    rows.add(
        BudgetRow.absolute(
            "first-contended-write",
            "CPU time of the first contended write in a fresh JVM",
            10,
            "ms",
            Side.printed(FirstContendedWrite.class)));
  }

  private static void addDiagnostics(List<BudgetRow> rows) {
    Side read = Side.nanos(CountedReadBenchmark.class, "vmaLock");
    Side lookUp = Side.nanos(LookupBenchmark.class, "vmaTreeLocked", "ranges=100000", "heap=COMPACTED");
    rows.add(
        BudgetRow.ratio(
            "read-diagnostics-off",
            "counted read pair, diagnostics off : the same with their hooks deleted",
            1.03,
            read,
            read.with(Diagnostics.DELETED)));
    rows.add(
        BudgetRow.ratio(
            "look-up-diagnostics-off",
            "look-up + read lock + unlock, diagnostics off : the same with their hooks deleted",
            1.03,
            lookUp,
            lookUp.with(Diagnostics.DELETED)));
    rows.add(
        BudgetRow.ratio(
            "look-up-diagnostics-sampled",
            "look-up + read lock + unlock, diagnostics sampled : off",
            1.05,
            lookUp.with(Diagnostics.SAMPLED),
            lookUp));
  }

  private static void addStructure(List<BudgetRow> rows) {
    rows.add(
        BudgetRow.ratio(
            "release-all",
            "release of all after 10,000 startWrites : after one",
            1.2,
            Side.metric(Metric.RELEASE_NANOS, EndWriteAllBenchmark.class, "section", "nodes=10000"),
            Side.metric(Metric.RELEASE_NANOS, EndWriteAllBenchmark.class, "section", "nodes=1")));
    rows.add(
        BudgetRow.ratio(
            "section",
            "lockWrite + startWrite of one node + unlockWrite : a StampedLock for the structure and one for the node",
            1.3,
            Side.nanos(WriteSectionBenchmark.class, "vmaLock", "nodes=1"),
            Side.nanos(WriteSectionBenchmark.class, "stampedLockEach", "nodes=1")));
    rows.add(
        BudgetRow.ratio(
            "structure-write",
            "lockWrite + unlockWrite without nodes : StampedLock writeLock + unlockWrite",
            1.3,
            Side.nanos(StructureLockBenchmark.class, "write"),
            Side.nanos(StructureLockBenchmark.class, "stampedWrite")));
    rows.add(
        BudgetRow.ratio(
            "structure-read",
            "lockRead + unlockRead : StampedLock readLock + unlockRead",
            1.3,
            Side.nanos(StructureLockBenchmark.class, "read"),
            Side.nanos(StructureLockBenchmark.class, "stampedRead")));
    rows.add(
        BudgetRow.absolute("node-bytes", "bytes that a node gains by extending VmaLock", 24, "B", Side.printed(Footprint.class, "of=node")));
    rows.add(BudgetRow.absolute("structure-bytes", "bytes of a StructureLock", 320, "B", Side.printed(Footprint.class, "of=structure")));
    rows.add(
        BudgetRow.absolute("standalone-bytes", "bytes of VmaLock.standalone()", 360, "B", Side.printed(Footprint.class, "of=standalone")));
  }

  private static void addPool(List<BudgetRow> rows) {
    rows.add(
        BudgetRow.ratio(
            "pool-2-threads",
            "pool alloc + retire, two threads : one thread",
            1.2,
            Side.nanos(TwoThreadPoolBenchmark.class, "vmaPool"),
            Side.nanos(PoolBenchmark.class, "vmaPool")));
    rows.add(
        BudgetRow.absolute(
            "pool-bytes", "bytes allocated per warm alloc + retire", HARNESS_BYTES, "B", Side.bytes(PoolBenchmark.class, "vmaPool")));
    rows.add(
        BudgetRow.ratio(
                "pool-virtual-threads-cpu",
                "CPU time of 20,000 virtual threads on 300 objects, 1 ms holds : the same behind a fair Semaphore",
                1.3,
                Side.printed(PoolCrowd.class, "print=cpu", "semaphore=false"),
                Side.printed(PoolCrowd.class, "print=cpu", "semaphore=true"))
            .since(Crowd.VIRTUAL_SINCE));
    rows.add(
        BudgetRow.absolute(
                "pool-virtual-threads-timeouts",
                "allocations of 20,000 virtual threads on 300 objects, 1 ms holds, that time out at 10 s",
                0,
                "",
                Side.printed(PoolCrowd.class, "print=timeouts", "semaphore=false"))
            .since(Crowd.VIRTUAL_SINCE));
    rows.add(
        BudgetRow.ratio(
                "close",
                "alloc + retire of a pooled object without readers : shared Arena open + close",
                0.02,
                Side.nanos(PoolBenchmark.class, "vmaPool"),
                Side.nanos(CloseBenchmark.class, "sharedArena"))
            .since(CloseBenchmark.ARENA_SINCE));
  }

  private static void addCache(List<BudgetRow> rows) {
    rows.add(
        BudgetRow.ratio(
            "cache-hit",
            "guarded cache hit by stamp, held and released : Caffeine getIfPresent + counted read pair",
            1.1,
            Side.nanos(CacheHitBenchmark.class, "stamp"),
            Side.nanos(CacheHitBenchmark.class, "caffeineAndLock")));
    rows.add(
        BudgetRow.ratio(
            "kept-entry",
            "read of a remembered entry : counted read pair of an object without structure",
            1.1,
            Side.nanos(CacheHitBenchmark.class, "keptEntry"),
            Side.nanos(CacheHitBenchmark.class, "countedRead")));
    rows.add(
        BudgetRow.ratio(
            "cache-hit-hot-key",
            "guarded cache hit on one hot key, 2 threads : the same with counted reads only",
            0.3,
            Side.nanos(TwoThreadCacheHitBenchmark.class, "stampSpread"),
            Side.nanos(TwoThreadCacheHitBenchmark.class, "stamp")));
    rows.add(
        BudgetRow.ratio(
            "kept-entry-hot-key",
            "read of one remembered entry, 2 threads : the same with counted reads only",
            0.3,
            Side.nanos(TwoThreadCacheHitBenchmark.class, "keptEntrySpread"),
            Side.nanos(TwoThreadCacheHitBenchmark.class, "keptEntry")));
    rows.add(
        BudgetRow.ratio(
                "cache-virtual-threads-cpu",
                "CPU time of 10,000 virtual threads on a cache of 500 and a pool of 800, 1 ms holds : the same behind a fair Semaphore",
                1.3,
                Side.printed(CacheCrowd.class, "print=cpu", "semaphore=false"),
                Side.printed(CacheCrowd.class, "print=cpu", "semaphore=true"))
            .since(Crowd.VIRTUAL_SINCE));
    rows.add(
        BudgetRow.absolute(
                "cache-virtual-threads-timeouts",
                "look-ups of 10,000 virtual threads on a cache of 500 and a pool of 800, 1 ms holds, that time out at 10 s",
                0,
                "",
                Side.printed(CacheCrowd.class, "print=timeouts", "semaphore=false"))
            .since(Crowd.VIRTUAL_SINCE));
  }

  private static void addLazy(List<BudgetRow> rows) {
    String hazard = "scheme=HAZARD";
    rows.add(
        BudgetRow.ratio(
            "lazy-switch",
            "lazy switch to idle and back (HAZARD), one thread : AtomicInteger increment + decrement",
            0.5,
            Side.nanos(LazySwitchBenchmark.class, "switchAndReturn", hazard),
            Side.nanos(LazySwitchBenchmark.class, "atomicInteger", hazard)));
    rows.add(
        BudgetRow.ratio(
            "lazy-switch-2-threads",
            "the same, two threads : AtomicInteger, two threads",
            0.15,
            Side.nanos(TwoThreadLazySwitchBenchmark.class, "switchAndReturn", hazard),
            Side.nanos(TwoThreadLazySwitchBenchmark.class, "atomicInteger", hazard)));
    rows.add(
        BudgetRow.absolute(
            "lazy-bytes",
            "bytes allocated per lazy switch to idle and back",
            HARNESS_BYTES,
            "B",
            Side.bytes(LazySwitchBenchmark.class, "switchAndReturn", hazard)));
  }
}
