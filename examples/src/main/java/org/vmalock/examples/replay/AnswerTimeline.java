package org.vmalock.examples.replay;

import java.util.Arrays;
import java.util.List;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.MappingOperations;
import org.vmalock.examples.trace.Operation;
import org.vmalock.examples.trace.Trace;

/**
 * What is right for every segment at every version: a protection, or {@link #UNMAPPED}.
 *
 * <p>A segment's answers are stretches of versions; most segments have one or a few. They are computed once, from the trace alone
 * and without the sequential model, and never change: readers share them freely. Rounds repeat, so one round's stretches serve
 * all rounds.
 */
final class AnswerTimeline {
  /** The answer where nothing is mapped. */
  static final int UNMAPPED = -1;

  /** No version at all. */
  static final long NONE = -1;

  private static final int MOST_DESCRIBED = 8;

  private final Segments segments;

  /** Segment s owns the stretches from {@code offsets[s]} to {@code offsets[s + 1]}; it has at least one. */
  private final int[] offsets;

  /** The state in which each stretch begins; 0 for the first of each segment. */
  private final int[] since;

  /** The answer of each stretch; it differs from the one before in the same segment. */
  private final byte[] answers;

  AnswerTimeline(Trace trace) {
    segments = Segments.of(trace);
    int[] counts = new int[segments.count()];
    new Player(segments, (segment, state, answer) -> counts[segment]++).play(trace);
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
    new Player(segments, fill).play(trace);
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
    int stretch = stretchAt(segment, Versions.state(from));
    if (answers[stretch] == answer) {
      return from;
    }
    return from == to ? NONE : firstLaterMatch(segment, answer, stretch, from, to);
  }

  private long firstLaterMatch(int segment, int answer, int stretch, long from, long to) {
    int first = offsets[segment];
    int count = offsets[segment + 1] - first;
    int round = Versions.round(from);
    int candidate = stretch;
    // Once around all stretches is enough: rounds repeat.
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

  /** Returns the first version after the given one at which the segment's answer differs, or the highest number if none does. */
  long nextChange(int segment, long version) {
    int first = offsets[segment];
    int last = offsets[segment + 1] - 1;
    if (first == last) {
      return Long.MAX_VALUE;
    }
    int stretch = stretchAt(segment, Versions.state(version));
    int round = Versions.round(version);
    if (stretch < last) {
      return Versions.of(round, since[stretch + 1]);
    }
    return answers[first] == answers[last] ? Versions.of(round + 1, since[first + 1]) : Versions.of(round + 1, 0);
  }

  /** Returns the answer that is right for a segment at a version. */
  int answerAt(int segment, long version) {
    return answers[stretchAt(segment, Versions.state(version))];
  }

  /** Lists the answers that are right for a segment in a window, for a person. */
  String describe(int segment, long from, long to) {
    StringBuilder text = new StringBuilder();
    long version = from;
    for (int i = 0; i < MOST_DESCRIBED && version <= to; i++) {
      text.append(i == 0 ? "" : ", ").append(describe(answerAt(segment, version))).append(" from version ");
      text.append(Versions.describe(version));
      version = nextChange(segment, version);
    }
    return text.append(version <= to ? ", and so on" : "").append(" until version ").append(Versions.describe(to)).toString();
  }

  static String describe(int answer) {
    return answer == UNMAPPED ? "unmapped" : "prot " + answer;
  }

  private int stretchAt(int segment, int state) {
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

  /** Told of every answer that begins. */
  private interface Recorder {
    void record(int segment, int state, byte answer);
  }

  /** Replays the operations over an array with one answer per segment. */
  private static final class Player implements MappingOperations {
    private final Segments segments;
    private final Recorder recorder;
    private final byte[] answers;
    private int state;

    Player(Segments segments, Recorder recorder) {
      this.segments = segments;
      this.recorder = recorder;
      this.answers = new byte[segments.count()];
    }

    void play(Trace trace) {
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
