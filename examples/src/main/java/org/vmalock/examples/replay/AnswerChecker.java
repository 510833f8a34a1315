package org.vmalock.examples.replay;

/**
 * Checks the answers of one reader.
 *
 * <p>A look-up may observe any version from the last one completed before the look-up to the last one begun when it returned. Its
 * answer must be right for one of these versions. Two facts narrow this window:
 *
 * <ul>
 *   <li>An operation that changes a page waits for the readers that hold the page. If an operation was completed while the reader
 *       held its range, the operation did not change the page, so the answer must also be right for the completed version.
 *   <li>A reader that has observed a version never again observes an earlier one, on any page. This distinguishes an atomic
 *       operation from one that changes its pages one after another.
 * </ul>
 *
 * <p>In the usual case, a segment that does not change within the window, a check costs one short binary search.
 */
final class AnswerChecker {
  private final AnswerTimeline timeline;
  private final Segments segments;

  /** The earliest version that the last look-up of this reader can have observed. */
  private long proven;

  AnswerChecker(AnswerTimeline timeline) {
    this.timeline = timeline;
    this.segments = timeline.segments();
  }

  /**
   * Tells whether an answer is right at a version of a window.
   *
   * @param doneBefore the last version completed before the look-up or, if the range is still held, now
   * @param begun the last version begun when the look-up returned
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
   * Tells whether an answer whose range was held is right.
   *
   * @param begun the last version begun when the look-up returned
   * @param doneHeld the last version completed before the range was released
   */
  boolean isRightWhileHeld(int segment, int answer, long begun, long doneHeld) {
    if (doneHeld <= begun) {
      return isRight(segment, answer, doneHeld, begun);
    }
    return isRight(segment, answer, begun, begun) && timeline.nextChange(segment, begun) > doneHeld;
  }

  /**
   * Tells whether every page of a range had the answer at one version, from the proven one to the last one begun. To be called after
   * {@link #isRightWhileHeld} returned true for this answer.
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
      // A later version: the previous segments must be right at this version, too.
      segment = match == version ? segment + 1 : first;
      version = match;
    }
    return true;
  }

  /** Describes the answers that {@link #isRight} allows. */
  String allowed(int segment, long doneBefore, long begun) {
    return timeline.describe(segment, Math.max(doneBefore, proven), begun);
  }

  /** Describes the answers that {@link #isRightWhileHeld} allows. */
  String allowedWhileHeld(int segment, int answer, long begun, long doneHeld) {
    if (doneHeld > begun && timeline.answerAt(segment, begun) == answer) {
      long changed = timeline.nextChange(segment, begun);
      return "to hold it until version " + Versions.describe(changed) + ", which changes it";
    }
    return allowed(segment, Math.min(doneHeld, begun), begun);
  }
}
