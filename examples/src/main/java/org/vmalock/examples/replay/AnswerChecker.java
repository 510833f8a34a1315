package org.vmalock.examples.replay;

/**
 * One reader's proof that its answers are right.
 *
 * <p>A look-up may have met any version between the last one done before it and the last one begun when it returned. Its answer
 * must be right for one of those. Two things make the window narrower:
 *
 * <ul>
 *   <li>An operation that changes a page waits for the readers that hold the page. So if an operation was done while the reader
 *       still held its range, the page has not been changed by it, and the answer must still be right for the version done.
 *   <li>A reader that has seen a version never again sees an earlier one, whichever page it looks at. That tells an operation
 *       that is atomic from one that changes its pages one after the other.
 * </ul>
 *
 * <p>The usual case, a segment that does not change within the window, costs one short binary search.
 */
final class AnswerChecker {
  private final AnswerTimeline timeline;
  private final Segments segments;

  /** The earliest version that this reader can have met in its last look-up. */
  private long proven;

  AnswerChecker(AnswerTimeline timeline) {
    this.timeline = timeline;
    this.segments = timeline.segments();
  }

  /**
   * Says whether an answer is right at some version of a window.
   *
   * @param doneBefore the last version done before the look-up, or, if the range is still held, now
   * @param begun the last version begun after the look-up
   */
  boolean isRight(int segment, int answer, long doneBefore, long begun) {
    long version = timeline.firstMatch(segment, answer, Math.max(doneBefore, proven), begun);
    if (version == AnswerTimeline.NONE) {
      return false;
    }
    proven = version;
    return true;
  }

  /**
   * Says whether an answer whose range was held is right.
   *
   * @param begun the last version begun after the look-up
   * @param doneHeld the last version done at the end of the hold
   */
  boolean isRightWhileHeld(int segment, int answer, long begun, long doneHeld) {
    if (doneHeld <= begun) {
      return isRight(segment, answer, doneHeld, begun);
    }
    return isRight(segment, answer, begun, begun) && timeline.nextChange(segment, begun) > doneHeld;
  }

  /**
   * Says whether, at one version between the proven one and the last one begun, every page of a range had the same answer. To be
   * called after {@link #isRightWhileHeld} agreed to that answer.
   */
  boolean isWholeRangeRight(long start, long end, int answer, long begun) {
    if (!segments.isEdge(start) || !segments.isEdge(end)) {
      return false;
    }
    int first = segments.of(start);
    int after = segments.after(end);
    long version = proven;
    int segment = first;
    while (segment < after) {
      long match = timeline.firstMatch(segment, answer, version, begun);
      if (match == AnswerTimeline.NONE) {
        return false;
      }
      // A later version: the segments before this one have to be right at that one.
      segment = match == version ? segment + 1 : first;
      version = match;
    }
    return true;
  }

  /** Lists what {@link #isRight} would have allowed. */
  String allowed(int segment, long doneBefore, long begun) {
    return timeline.describe(segment, Math.max(doneBefore, proven), begun);
  }

  /** Lists what {@link #isRightWhileHeld} would have allowed. */
  String allowedWhileHeld(int segment, int answer, long begun, long doneHeld) {
    if (doneHeld > begun && timeline.answerAt(segment, begun) == answer) {
      long changed = timeline.nextChange(segment, begun);
      return "to hold it until version " + Versions.describe(changed) + " changes it, and no longer";
    }
    return allowed(segment, Math.min(doneHeld, begun), begun);
  }
}
