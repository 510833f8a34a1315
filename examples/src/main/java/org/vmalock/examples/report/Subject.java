package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a command measures: the names of its fields in JSON, and the words for them.
 *
 * @param command the name of the command
 * @param readers the rate of the reading threads
 * @param writer the rate of what changes the structure
 * @param checked the field with the number of checked answers
 * @param base the unit of the counts: so many of the checked answers
 * @param latencies the times that are measured
 * @param counts what was refused, retried or done besides
 * @param prices what a scheme costs
 * @param priceQuestion the question that the prices and times answer
 * @param library whether each scheme is one of the library
 * @param wrong what a wrong answer is
 * @param limits what the figures do not show
 */
record Subject(
    String command,
    Rate readers,
    Rate writer,
    String checked,
    int base,
    List<Measure> latencies,
    List<Measure> counts,
    List<Measure> prices,
    String priceQuestion,
    boolean library,
    String wrong,
    List<String> limits) {
  /** The scheme of the library where its rivals are schemes as well. */
  static final String LIBRARY = "vmalock";

  private static final String PRICE = "What is the price?";
  private static final int MILLION = 1_000_000;
  private static final int THOUSAND = 1_000;

  /**
   * A rate.
   *
   * @param field the field in JSON
   * @param noun what is counted
   * @param threads which threads do it, for a heading
   * @param isSpeed whether more of it is better
   */
  record Rate(String field, String noun, String threads, boolean isSpeed) {}

  /**
   * A figure.
   *
   * @param field the field in JSON
   * @param name its name
   * @param explanation how to read it
   */
  record Measure(String field, String name, String explanation) {}

  private static final Measure SPREAD =
      new Measure("spread", "spread", "locks whose readers collided, and which began to spread them over a table");

  private static final Subject REPLAY =
      new Subject(
          "replay",
          new Rate("accessesPerSecond", "look-ups", "Readers", true),
          new Rate("mapOperationsPerSecond", "mapping operations", "The writer", true),
          "accesses",
          MILLION,
          List.of(
              new Measure(
                  "sampledLatencyNanos",
                  "time of a look-up with its read lock",
                  "One look-up in 61 was measured. At 99 %, one look-up in 100 took longer than the time shown: it waited for the writer, or"
                      + " its thread was paused by the operating system."),
              new Measure(
                  "mapOperationNanos",
                  "time of a mapping operation, with the writer's wait for readers",
                  "Every operation was measured, from its call until it was complete and visible. The upper percentiles are the waits for"
                      + " readers that held the range or the whole address space.")),
          List.of(
              new Measure("retries", "retried", "look-ups that were repeated because the writer changed the structure"),
              new Measure("fallbacks", "waited (BUSY)", "look-ups that found their range held by the writer, or gave up retrying, and waited"),
              SPREAD),
          List.of(
              new Measure("bytesAllocatedPerLookUp", "bytes allocated per look-up", ""),
              new Measure("bytesAllocatedPerMapOperation", "bytes allocated per mapping operation", "")),
          PRICE,
          false,
          "Every answer was checked. A wrong answer is one that was right at no moment of its look-up, or a change of what a reader held.",
          List.of(
              "The look-ups do nothing but check the answer, and follow one another without a pause; so does the writer. A program that works"
                  + " between its look-ups gains or loses less.",
              "Readers of one scheme may be slow because its writer is fast, and the reverse: look at both rates together.",
              "rwlock has no retries and does not count its waits; these appear in its times only."));

  private static final Subject CACHE =
      new Subject(
          "cache",
          new Rate("readsPerSecond", "reads", "Readers", true),
          new Rate("evictionsPerSecond", "evictions", "The cache", false),
          "reads",
          THOUSAND,
          List.of(
              new Measure("hitNanos", "time until a block in the cache is held", "One read in 61 was measured. At 99 %, one read in 100 took longer."),
              new Measure("loadNanos", "time until a block that had to be loaded is held", "The reads among the measured ones that loaded the block from the file.")),
          List.of(
              new Measure("loads", "loaded", "reads that loaded the block"),
              new Measure("evictions", "evicted", "blocks that left the cache")),
          List.of(
              new Measure("bytesAllocatedPerHit", "bytes allocated per hit", ""),
              new Measure("bytesAllocatedPerRead", "bytes allocated per read, with misses", ""),
              new Measure("buffers", "buffers in the pool", "")),
          PRICE,
          false,
          "Every read was checked. A wrong answer is a block that differs from the file or changes while it is held, or a buffer that was not"
              + " returned exactly once.",
          List.of(
              "The checks of the blocks are part of every read, for all schemes.",
              "A file in the page cache of the operating system loads faster than one on a disk.",
              "gc and gc-heap leave their buffers to the garbage collector; memory that waits for it is not in the figures.",
              "atomic is a widespread mistake, included to show its wrong answers. Its speed is no reason to use it."));

  private static final Subject LAZY =
      new Subject(
          "lazy",
          new Rate("switchesPerSecond", "switches", "Workers", true),
          new Rate("closesPerSecond", "closes", "The closing thread", true),
          "switches",
          MILLION,
          List.of(
              new Measure("switchNanos", "time of a switch to a context", "One switch in 61 was measured. At 99 %, one switch in 100 took longer."),
              new Measure(
                  "closeNanos",
                  "time of a close, with what it waits for workers",
                  "Every close was measured. It includes the search for workers that still keep the context.")),
          List.of(new Measure("converted", "converted", "kept contexts that a last user had to convert into counts")),
          List.of(new Measure("mostPending", "most pending hand-offs at once", "")),
          PRICE,
          true,
          "Every access was checked. A wrong answer is an access to a context that has been released, or a context that was not released exactly"
              + " once.",
          List.of(
              "Workers switch without a pause; a program that works in its contexts switches less often.",
              "The rate of closes is set by --close-every, unless a scheme cannot keep up with it."));

  private static final Subject TORTURE =
      new Subject(
          "torture",
          new Rate("roundsPerSecond", "rounds", "All threads", false),
          new Rate("writesPerSecond", "writes", "Writers", false),
          "operations",
          THOUSAND,
          List.of(
              new Measure(
                  "writerWaitNanos",
                  "time that a writer waits for readers",
                  "At 99 %, one wait in 100 was longer. Of the tree only the longest wait is known.")),
          List.of(
              new Measure("busy", "BUSY", "read attempts refused because a writer held the object"),
              new Measure("gone", "GONE", "read attempts refused because the object was freed, detached or reused"),
              new Measure("aborts", "aborted", "changes that were rolled back"),
              new Measure("timeouts", "timed out", "waits that ended at their time limit"),
              new Measure("refusals", "refused", "incorrect releases that threw, as they must"),
              SPREAD),
          List.of(new Measure("maxWriterWaitMillis", "longest writer wait in milliseconds", "")),
          "How long did writers wait?",
          true,
          "A wrong answer is a violation of a guarantee: a read beside a write, a use after free, a leak, or a thread without progress.",
          List.of(
              "A torture run looks for violations. Its rates depend on the injected faults and pauses, and are no measure of speed.",
              "Thread scheduling is random: a run without violations does not prove that there are none."));

  /** Returns the subject of a result, which may be a comparison. */
  static Subject of(JsonNode result) {
    String command = result.path("command").asText();
    String name = result.has("of") ? result.path("of").asText() : command;
    return Stream.of(REPLAY, CACHE, LAZY, TORTURE)
        .filter(subject -> subject.command.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no page for the command " + command));
  }

  /** Returns the rates of which schemes are compared. */
  List<Rate> compared() {
    return Stream.of(readers, writer).filter(Rate::isSpeed).toList();
  }

  boolean isLibrary(String scheme) {
    return library || scheme.equals(LIBRARY);
  }
}
