/**
 * The protocols of vmalock as short programs, with their promises and their mutants, explored exhaustively.
 *
 * <p>A protocol change is tried here first. Each protocol is a class that reads like the algorithm in the library; each deviation from
 * it is an option. The deviations that must break a promise are the mutants: the build fails if a mutant is not caught, or if the
 * algorithm itself breaks a promise. {@link org.vmalock.models.Models} runs them from a command line.
 *
 * <p>Classes in this package:
 *
 * <ul>
 *   <li>counted reads: {@code CountedReads} on {@code CountedNode}, {@code CountedWord}, configured by {@code CountedSetup}
 *   <li>hazard reads: {@code HazardReads} on {@code HazardNode} and {@code LockWord}, configured by {@code HazardSetup}
 *   <li>optimistic reads: {@code OptimisticReads} on {@code OptimisticNode}, {@code OptimisticStamp} and {@code LockWord}, configured by
 *       {@code OptimisticSetup}
 *   <li>waiting for a node: {@code NodeWait}, configured by {@code NodeWaitSetup}
 *   <li>retain: {@code Retain} on {@code RetainWord}, configured by {@code RetainSetup}
 *   <li>tree publication: {@code TreePublication} on {@code TreeShape}, with what a writer changes in {@code TreeScenario}, configured by
 *       {@code TreePublicationSetup}
 *   <li>tree snapshots: {@code TreeSnapshots} on {@code TreeShape}, with what a writer changes in {@code SnapshotScenario}, configured by
 *       {@code TreeSnapshotsSetup}
 *   <li>free keys: {@code FreeKeys} on {@code TreeShape}, with what a writer changes in {@code FreeKeysScenario}, what is searched in {@code
 *       FreeKeySearch}, configured by {@code FreeKeysSetup}
 *   <li>lazy contexts: {@code LazyHandOff} and {@code LazyDrain}, each configured by its {@code Setup}
 *   <li>lazy references: {@code LazyRef}, configured by {@code LazyRefSetup}
 *   <li>what is run and expected: {@code Run}, {@code RunList}, {@code Catalogue}
 *   <li>running it: {@code Models}, {@code Workers}, {@code Table}
 * </ul>
 *
 * <p>This package imports {@code org.vmalock.models.explorer} and the JDK, and does not depend on the library.
 */
@NullMarked
package org.vmalock.models;

import org.jspecify.annotations.NullMarked;
