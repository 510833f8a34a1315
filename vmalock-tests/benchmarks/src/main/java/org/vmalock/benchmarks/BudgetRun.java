package org.vmalock.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.vmalock.lazymm.Scheme;

/** One run of JMH that has everything the budget compares, and the budget itself. */
final class BudgetRun {
  /** The harness allocates a few kilobytes an iteration, which show up as a fraction of a byte an operation. */
  static final double HARNESS_BYTES = 0.1;

  private static final String MANY = "100000";
  private static final Map<String, String> NONE = Map.of();

  /** How much time a run may take. */
  enum Effort {
    /** Everything, as the annotations say: about half an hour. */
    FULL,
    /** What the budget compares, in shorter iterations: about four minutes. */
    QUICK,
    /** Everything once, in this JVM: shows that it runs, and the numbers mean nothing. */
    SMOKE
  }

  private BudgetRun() {}

  /** Measures, in one run of JMH, which prints its progress. */
  static Scores measure(Effort effort, Path json) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(json.toString());
    if (!hasArenas()) {
      options.exclude("\\.sharedArena$");
    }
    switch (effort) {
      case FULL -> includeAll(options);
      case QUICK -> {
        TimeValue time = TimeValue.milliseconds(400);
        needed().forEach(benchmark -> options.include("^" + Pattern.quote(benchmark) + "$"));
        options.param("ranges", MANY).warmupTime(time).measurementTime(time);
      }
      case SMOKE -> {
        includeAll(options);
        options.param("heap", HeapAge.BUILT.name());
        options.forks(0).warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(10));
      }
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    return new Scores(results);
  }

  private static boolean hasArenas() {
    return Runtime.version().feature() >= CloseBenchmark.ARENA_SINCE;
  }

  private static void includeAll(ChainedOptionsBuilder options) {
    options.include("^" + Pattern.quote(BudgetRun.class.getPackageName()) + "\\.");
  }

  private static List<String> needed() {
    List<String> needed = new ArrayList<>();
    add(needed, CountedReadBenchmark.class, "vmaLock", "vmaLockHeldByAnother", "stampedLock", "stampedLockHeldByAnother");
    add(needed, LookupBenchmark.class, "vmaTreeLocked", "skipListFloorEntry");
    add(needed, TwoThreadLookupBenchmark.class, "vmaTreeLocked", "treeMapUnderReadWriteLock");
    add(needed, TwoThreadLazySwitchBenchmark.class, "enterAndLeave");
    add(needed, EndWriteAllBenchmark.class, "section");
    add(needed, MapUnmapBenchmark.class, "vmaTree", "skipList");
    add(needed, PoolBenchmark.class, "vmaPool");
    add(needed, LazySwitchBenchmark.class, "enterAndLeave", "atomicInteger");
    add(needed, CloseBenchmark.class, "sharedArena");
    return needed;
  }

  private static void add(List<String> needed, Class<?> benchmarks, String... methods) {
    for (String method : methods) {
      needed.add(benchmarks.getName() + "." + method);
    }
  }

  /** The figures and their limits: part of the design, changed only there. */
  static List<BudgetLine> budget(Scores scores, Effort effort) {
    Map<String, String> aged = many(HeapAge.AGED, effort);
    Map<String, String> hazard = Map.of("scheme", Scheme.HAZARD.name());
    List<BudgetLine> budget = new ArrayList<>(List.of(
        BudgetLine.ratio(
            "counted read",
            "counted read pair, one thread : StampedLock readLock + unlockRead",
            1.0,
            scores.nanos(CountedReadBenchmark.class, "vmaLock", NONE),
            scores.nanos(CountedReadBenchmark.class, "stampedLock", NONE)),
        lookup("look-up, built", "look-up + read lock + unlock, 100,000 ranges, just built", HeapAge.BUILT, scores, effort),
        lookup("look-up, aged", "the same, after young collections", HeapAge.AGED, scores, effort),
        lookup("look-up, compacted", "the same, after a full collection", HeapAge.COMPACTED, scores, effort),
        BudgetLine.ratio(
            "look-up, 2 threads",
            "the same, after young collections, 2 threads : TreeMap.floorEntry under ReentrantReadWriteLock",
            0.1,
            scores.nanos(TwoThreadLookupBenchmark.class, "vmaTreeLocked", aged),
            scores.nanos(TwoThreadLookupBenchmark.class, "treeMapUnderReadWriteLock", aged)),
        BudgetLine.ratio(
            "release of all",
            "release of all after 10,000 startWrites : after one",
            1.2,
            scores.release(10_000),
            scores.release(1)),
        BudgetLine.ratio(
            "map + unmap",
            "map + unmap of one range among 10,000 : ConcurrentSkipListMap put + remove, StampedLock per entry",
            1.0,
            scores.nanos(MapUnmapBenchmark.class, "vmaTree", NONE),
            scores.nanos(MapUnmapBenchmark.class, "skipList", NONE)),
        BudgetLine.bytes("bytes a node gains by extending VmaLock", 24, 0, Score.exact((double) Footprint.gainOfNode())),
        BudgetLine.bytes(
            "bytes allocated per counted read pair", 0, HARNESS_BYTES, scores.bytes(CountedReadBenchmark.class, "vmaLock", NONE)),
        BudgetLine.bytes(
            "bytes allocated per look-up + read lock + unlock",
            0,
            HARNESS_BYTES,
            scores.bytes(LookupBenchmark.class, "vmaTreeLocked", aged)),
        BudgetLine.bytes(
            "bytes allocated per warm alloc + retire", 0, HARNESS_BYTES, scores.bytes(PoolBenchmark.class, "vmaPool", NONE)),
        BudgetLine.ratio(
            "lazy switch",
            "lazy leave + come back (HAZARD) : AtomicInteger increment + decrement",
            0.35,
            scores.nanos(LazySwitchBenchmark.class, "enterAndLeave", hazard),
            scores.nanos(LazySwitchBenchmark.class, "atomicInteger", NONE)),
        BudgetLine.bytes(
            "bytes allocated per lazy leave + come back",
            0,
            HARNESS_BYTES,
            scores.bytes(LazySwitchBenchmark.class, "enterAndLeave", hazard))));
    if (hasArenas()) {
      budget.add(
          BudgetLine.ratio(
              "close",
              "alloc + retire of a pooled object nobody reads : shared Arena open + close",
              0.02,
              scores.nanos(PoolBenchmark.class, "vmaPool", NONE),
              scores.nanos(CloseBenchmark.class, "sharedArena", NONE)));
    }
    return budget;
  }

  private static BudgetLine lookup(String label, String figure, HeapAge heap, Scores scores, Effort effort) {
    Map<String, String> ranges = many(heap, effort);
    return BudgetLine.ratio(
        label,
        figure + " : ConcurrentSkipListMap.floorEntry alone",
        0.25,
        scores.nanos(LookupBenchmark.class, "vmaTreeLocked", ranges),
        scores.nanos(LookupBenchmark.class, "skipListFloorEntry", ranges));
  }

  /** A smoke run leaves every heap as it was built. */
  private static Map<String, String> many(HeapAge heap, Effort effort) {
    return Map.of("ranges", MANY, "heap", (effort == Effort.SMOKE ? HeapAge.BUILT : heap).name());
  }
}
