package org.vmalock.lazymm;

/**
 * What has happened in a domain so far. When the domain is quiet, every hand-off has had one end: {@code handedOff = takenBack
 * + droppedOnBehalf + droppedByOwner + } those still pending.
 *
 * @param created the {@code LazyContext}s made and renewed, immortal ones not counted
 * @param released the release actions that have run
 * @param releaseFailures those of them that have thrown
 * @param scans how often a last user has looked at the slots
 * @param handedOff how many hazards were turned into counts
 * @param takenBack how many of them the last user took back at once, because the worker had left in between
 * @param droppedOnBehalf how many were dropped in the name of a worker that was proved to be done with them
 * @param droppedByOwner how many the workers have dropped themselves
 * @param asked how often a worker was asked to let go
 * @param unanswered how often one did not within the bound
 */
public record LazyStats(
    long created,
    long released,
    long releaseFailures,
    long scans,
    long handedOff,
    long takenBack,
    long droppedOnBehalf,
    long droppedByOwner,
    long asked,
    long unanswered) {}
