package org.vmalock.examples.replay;

import java.util.Arrays;
import java.util.List;
import org.vmalock.examples.trace.MappingOperations;
import org.vmalock.examples.trace.Operation;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Trace;

/**
 * The right answer for every segment at every version: a protection, or {@link #UNMAPPED}.
 *
 * <p>The answers of a segment are stored as intervals of versions; most segments have one or a few. They are computed once, from the
 * trace alone and without the sequential model, and are immutable, so that all readers share them. All rounds are equal, so the
 * intervals of one round apply to every round.
 */
final class AnswerTimeline {
  /** The answer for an unmapped segment. */
  static final int UNMAPPED = -1;

  /** Not a version: no match. */
  static final long NONE = -1;

  private static final int MAXIMUM_DESCRIBED = 8;

  private final Segments segments;

  /** The intervals of segment s have the indices from {@code offsets[s]} to {@code offsets[s + 1] - 1}; there is at least one. */
  private final int[] offsets;

  /** The state at which each interval begins; 0 for the first interval of a segment. */
  private final int[] since;

  /** The answer of each interval; it differs from that of the previous interval of the segment. */
  private final byte[] answers;

  AnswerTimeline(Trace trace) {
    segments = Segments.of(trace);
    int[] counts = new int[segments.count()];
    new AnswerRecorder(segments, (segment, state, answer) -> counts[segment]++).run(trace);
    offsets = new int[counts.length + 1];
    for (int i = 0; i < counts.length; i++) {
      offsets[i + 1] = Math.addExact(offsets[i], counts[i]);
    }
    since = new int[offsets[counts.length]];
    answers = new byte[since.length];
    int[] next = Arrays.copyOf(offsets, counts.length);
    Recorder fill =
        (segment, state, answer) -> {
          since[next[segment]] = state;
          answers[next[segment]++] = answer;
        };
    new AnswerRecorder(segments, fill).run(trace);
  }

  Segments segments() {
    return segments;
  }

  /**
   * Returns the earliest version in a window at which an answer is right for a segment, or {@link #NONE}.
   *
   * @param from the first version of the window
   * @param to the last version of the window, not before the first
   */
  long firstMatch(int segment, int answer, long from, long to) {
    int interval = intervalAt(segment, Versions.state(from));
    if (answers[interval] == answer) {
      return from;
    }
    return from == to ? NONE : firstLaterMatch(segment, answer, interval, from, to);
  }

  private long firstLaterMatch(int segment, int answer, int interval, long from, long to) {
    int first = offsets[segment];
    int count = offsets[segment + 1] - first;
    int round = Versions.round(from);
    int candidate = interval;
    // Each interval is visited once, since all rounds are equal.
    for (int i = 0; i < count; i++) {
      candidate++;
      if (candidate == first + count) {
        candidate = first;
        round++;
      }
      long version = Versions.of(round, since[candidate]);
      if (version > to) {
        return NONE;
      }
      if (answers[candidate] == answer) {
        return version;
      }
    }
    return NONE;
  }

  /** Returns the first version after the given one with a different answer for the segment, or {@link Long#MAX_VALUE} if there is none. */
  long nextChange(int segment, long version) {
    int first = offsets[segment];
    int last = offsets[segment + 1] - 1;
    if (first == last) {
      return Long.MAX_VALUE;
    }
    int interval = intervalAt(segment, Versions.state(version));
    int round = Versions.round(version);
    if (interval < last) {
      return Versions.of(round, since[interval + 1]);
    }
    return answers[first] == answers[last] ? Versions.of(round + 1, since[first + 1]) : Versions.of(round + 1, 0);
  }

  /** Returns the right answer for a segment at a version. */
  int answerAt(int segment, long version) {
    return answers[intervalAt(segment, Versions.state(version))];
  }

  /** Tells whether a segment is mapped at any version. */
  boolean isEverMapped(int segment) {
    for (int interval = offsets[segment]; interval < offsets[segment + 1]; interval++) {
      if (answers[interval] != UNMAPPED) {
        return true;
      }
    }
    return false;
  }

  /** Describes the right answers for a segment in a window, for messages. */
  String describe(int segment, long from, long to) {
    StringBuilder text = new StringBuilder();
    long version = from;
    for (int i = 0; i < MAXIMUM_DESCRIBED && version <= to; i++) {
      text.append(i == 0 ? "" : ", ").append(describe(answerAt(segment, version))).append(" from version ");
      text.append(Versions.describe(version));
      version = nextChange(segment, version);
    }
    return text.append(version <= to ? ", and so on" : "").append(" until version ").append(Versions.describe(to)).toString();
  }

  static String describe(int answer) {
    return answer == UNMAPPED ? "unmapped" : "prot " + answer;
  }

  private int intervalAt(int segment, int state) {
    int low = offsets[segment];
    int high = offsets[segment + 1] - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (since[middle] <= state) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Receives the beginning of every interval. */
  private interface Recorder {
    void record(int segment, int state, byte answer);
  }

  /** Applies the operations to an array of answers, one per segment, and reports every change. */
  private static final class AnswerRecorder implements MappingOperations {
    private final Segments segments;
    private final Recorder recorder;
    private final byte[] answers;
    private int state;

    AnswerRecorder(Segments segments, Recorder recorder) {
      this.segments = segments;
      this.recorder = recorder;
      this.answers = new byte[segments.count()];
    }

    void run(Trace trace) {
      reset(trace.initial());
      for (Operation operation : trace.operations()) {
        state++;
        operation.applyTo(this);
      }
    }

    @Override
    public void reset(List<RangeEntry> initial) {
      Arrays.fill(answers, (byte) UNMAPPED);
      for (RangeEntry mapping : initial) {
        int after = segments.after(mapping.end());
        Arrays.fill(answers, segments.of(mapping.start()), after, (byte) mapping.protection());
      }
      for (int segment = 0; segment < answers.length; segment++) {
        recorder.record(segment, 0, answers[segment]);
      }
    }

    @Override
    public void map(long start, long end, int protection) {
      int after = segments.after(end);
      for (int segment = segments.of(start); segment < after; segment++) {
        set(segment, protection);
      }
    }

    @Override
    public void unmap(long start, long end) {
      map(start, end, UNMAPPED);
    }

    @Override
    public void protect(long start, long end, int protection) {
      int after = segments.after(end);
      for (int segment = segments.of(start); segment < after; segment++) {
        if (answers[segment] != UNMAPPED) {
          set(segment, protection);
        }
      }
    }

    @Override
    public void move(long oldStart, long oldEnd, long newStart, long newEnd) {
      int protection = answers[segments.of(oldStart)];
      int newFirst = segments.of(newStart);
      int newAfter = segments.after(newEnd);
      int oldAfter = segments.after(oldEnd);
      for (int segment = segments.of(oldStart); segment < oldAfter; segment++) {
        if (segment < newFirst || segment >= newAfter) {
          set(segment, UNMAPPED);
        }
      }
      map(newStart, newEnd, protection);
    }

    private void set(int segment, int answer) {
      if (answers[segment] != answer) {
        answers[segment] = (byte) answer;
        recorder.record(segment, state, (byte) answer);
      }
    }
  }
}
