/**
 * An exhaustive explorer of small concurrent protocols under three memory models.
 *
 * <p>A protocol extends {@link org.vmalock.models.explorer.Protocol}: it declares locations and threads, and the program of each thread
 * is ordinary Java that reads and writes locations with the access modes of {@link java.lang.invoke.VarHandle}. {@link
 * org.vmalock.models.explorer.Explorer} visits every state that the protocol can reach under a {@link
 * org.vmalock.models.explorer.MemoryModel}, breadth first, and returns the shortest interleaving that breaks a promise of the
 * protocol, if there is one. This package imports nothing but the JDK.
 *
 * <p>Classes in this package:
 *
 * <ul>
 *   <li>what a protocol is written with: {@code Protocol}, {@code Location}, {@code Ghost}, {@code Payload}, {@code Mode}, {@code
 *       Condition}
 *   <li>what becomes of it: {@code Operation}, the next step of a thread; {@code Program}, the steps of a thread as a graph of {@code
 *       Node}s, discovered by replaying the thread's Java code
 *   <li>the memory models: {@code SequentialMemory}, {@code BufferedMemory}, {@code ViewMemory}, all on a state packed in a {@code
 *       long[]} by {@code Layout}
 *   <li>the search: {@code Explorer}, {@code Step}, {@code VisitedStates}, {@code StateQueue}, {@code History}, {@code Trace}
 * </ul>
 */
@NullMarked
package org.vmalock.models.explorer;

import org.jspecify.annotations.NullMarked;
