package org.vmalock.lazymm;

/**
 * Statistics of a {@link LazyDomain} since it was built. When the domain is quiescent, {@code conversions = takenBack +
 * releasedOnBehalf + releasedByWorker + } {@link LazyDomain#pendingHandOffs}.
 *
 * @param created contexts created and recycled, immortal ones excluded
 * @param released release actions that have returned or thrown
 * @param releaseFailures release actions that have thrown
 * @param scans scans of the workers' slots by last users
 * @param conversions hazards that were converted into counted references
 * @param takenBack conversions that the last user undid at once, because the worker had released the context in between
 * @param releasedOnBehalf converted references that another thread dropped, after proof that the worker no longer needed them
 * @param releasedByWorker converted references that the workers themselves dropped
 * @param requests requests to a worker to release the context that it borrows
 * @param unanswered requests of last users under {@link Scheme#SHOOTDOWN} that were not answered within the timeout; each of these workers
 *     has kept its context beyond the return of {@link LazyContext#releaseUse}
 * @param withoutSlot registrations of workers that found no free slot, and count their borrows
 * @param closedTerminated workers that were closed on behalf of their terminated threads, by {@link LazyDomain#closeTerminated} or by a
 *     registration that found no free slot
 * @param waits waits for workers to release that have begun: of {@link LazyDomain#drain} and {@link LazyDomain#changeScheme}, and of last
 *     users under {@link Scheme#SHOOTDOWN}
 * @param waiting the number of these waits that have not ended
 * @param waitedNanos the sum of the times of these waits so far, in nanoseconds, those that have not ended included
 * @param longestNanos the time of the longest of these waits that has ended, in nanoseconds
 * @param abandoned the number of these waits that have ended before all workers had released, by the timeout, an interrupt or an exception
 */
public record LazyStats(
    long created,
    long released,
    long releaseFailures,
    long scans,
    long conversions,
    long takenBack,
    long releasedOnBehalf,
    long releasedByWorker,
    long requests,
    long unanswered,
    long withoutSlot,
    long closedTerminated,
    long waits,
    long waiting,
    long waitedNanos,
    long longestNanos,
    long abandoned) {
  /**
   * Returns the number of contexts whose release action has not run: those in use, retained, borrowed or pending. A number that grows
   * without limit shows uses, references or borrows that are never ended.
   *
   * @return {@link #created} less {@link #released}
   */
  public long unreleased() {
    return created - released;
  }

  /**
   * Returns what was counted after an earlier snapshot: the differences of the counters. {@code waiting} and {@code longestNanos} are those
   * of this snapshot; {@link #unreleased} of the result is the growth of that number.
   *
   * @param earlier an earlier snapshot of the same domain
   * @return the differences
   */
  public LazyStats minus(LazyStats earlier) {
    return new LazyStats(
        created - earlier.created,
        released - earlier.released,
        releaseFailures - earlier.releaseFailures,
        scans - earlier.scans,
        conversions - earlier.conversions,
        takenBack - earlier.takenBack,
        releasedOnBehalf - earlier.releasedOnBehalf,
        releasedByWorker - earlier.releasedByWorker,
        requests - earlier.requests,
        unanswered - earlier.unanswered,
        withoutSlot - earlier.withoutSlot,
        closedTerminated - earlier.closedTerminated,
        waits - earlier.waits,
        waiting,
        waitedNanos - earlier.waitedNanos,
        longestNanos,
        abandoned - earlier.abandoned);
  }
}
