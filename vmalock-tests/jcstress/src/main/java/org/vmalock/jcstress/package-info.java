/**
 * Races and litmus tests of vmalock, one case study a class.
 *
 * <p>Read them in the order of their names. {@code S01} to {@code S39} carry the number of the bug in the history of the kernel's
 * per-VMA lock that they come from; {@code V01} and on are vmalock's own;
 * {@code L01} and on are about contexts that are borrowed ({@link org.vmalock.jcstress.Lazy}, {@link org.vmalock.jcstress.ModelLazy});
 * {@code C01} and on are about the guarded cache ({@link org.vmalock.jcstress.SmallCache}).
 * Each tells the race in columns, and has in this order
 *
 * <ul>
 *   <li>{@code Legal}: what may be seen, and why;
 *   <li>{@code Scenario}: what the actors do, written once;
 *   <li>{@code Real}: the scenario on the library, with what is forbidden, and why;
 *   <li>{@code Model}: the same on a model of the protocol ({@link org.vmalock.jcstress.ModelLock}, {@link
 *       org.vmalock.jcstress.ModelTree}), so that the model can be trusted;
 *   <li>controls, whose names end in {@code Mutant}: the same on the model with one step done wrong ({@link
 *       org.vmalock.jcstress.Mutant}, {@link org.vmalock.jcstress.TreeMutant}). There the forbidden outcome must be seen, or the scenario
 *       is too weak to show anything.
 * </ul>
 *
 * <p>A control whose name ends in {@code MutantOnWeakHardware} has a memory order too weak, which x86 does not let one see. Beside it
 * stands a control that writes down the order which that mode allows.
 *
 * <p>In most scenarios one actor tries again until it sees what the other has done. This keeps both in step, so that they meet in nearly
 * every state that jcstress hands them.
 */
package org.vmalock.jcstress;
