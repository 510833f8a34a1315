package org.vmalock.examples.report;

import java.util.Map;

/** What the schemes and targets of the commands are, for readers who do not know their names. */
final class SchemeWords {
  private static final Map<String, Map<String, String>> WORDS =
      Map.of(
          "replay",
          Map.of(
              "vmalock", "the tree of this library; each range of addresses has a lock of its own",
              "rwlock", "a TreeMap of the JDK under one ReentrantReadWriteLock",
              "stamped", "a ConcurrentSkipListMap of the JDK with a StampedLock for each range"),
          "cache",
          Map.of(
              "vmalock", "the cache of this library; the last reader of a block returns its buffer to the pool",
              "gc", "a new direct buffer for each load, left to the garbage collector",
              "gc-heap", "a new heap buffer for each load, left to the garbage collector",
              "copy", "each read copies the block inside an atomic computation of Caffeine",
              "atomic", "a count written by hand, incremented first and checked afterwards, which is incorrect"),
          "lazy",
          Map.of(
              "refcount", "a worker counts the context that it keeps, in a count that all workers share",
              "hazard", "a worker publishes the context that it keeps by a store; the closing thread searches for such workers",
              "hazard-exact", "as hazard; a worker releases by an atomic exchange, so that no hand-off stays pending",
              "shootdown", "as hazard; the closing thread asks the workers that it finds to release, and waits for a limited time"),
          "torture",
          Map.of(
              "lock", "random operations on single locks",
              "pool", "random operations on a pool of objects",
              "tree", "random operations on a tree of some thousand ranges",
              "lazymm refcount", "contexts that workers keep and count",
              "lazymm hazard", "contexts that workers keep and publish",
              "lazymm hazard-exact", "as lazymm hazard, released by an atomic exchange",
              "lazymm shootdown", "as lazymm hazard; a closing thread asks the workers to release",
              "lazymm changing", "contexts under all these schemes, changed at random"));

  private SchemeWords() {}

  /** Returns the scheme with what it is; the scheme alone if it is not known. */
  static String describe(String command, String scheme) {
    String words = WORDS.getOrDefault(command, Map.of()).get(scheme);
    return words == null ? scheme : scheme + ": " + words;
  }
}
