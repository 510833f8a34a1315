/**
 * Case studies of races in vmalock, run by jcstress: one race per class.
 *
 * <p>The class names begin with a scenario number. {@code S01} to {@code S39} are bugs and races of the kernel's per-VMA lock,
 * with the numbers of the table in {@code vmalock/docs/test-matrix.md}; {@code V} are vmalock's own; {@code L} concern lazily
 * kept contexts ({@link org.vmalock.jcstress.Lazy}, {@link org.vmalock.jcstress.ModelLazy}); {@code C} concern the guarded cache
 * ({@link org.vmalock.jcstress.SmallCache}).
 *
 * <p>Each class comment states the invariant, the interleaving in columns, what the mutant omits, and the command that runs the
 * class from the root of the project. Options of jcstress, such as {@code -m quick}, may be appended. The jar is built by
 *
 * <pre>
 *   mvn -B -DskipTests -pl vmalock-tests/jcstress -am package
 * </pre>
 *
 * <p>Each class contains, in this order:
 *
 * <ul>
 *   <li>{@code Legal}: the acceptable outcomes, with reasons;
 *   <li>{@code Scenario}: the actors, written once;
 *   <li>{@code Real}: the scenario on the library, with the forbidden outcomes, and reasons;
 *   <li>{@code Model}: the scenario on a model of the protocol ({@link org.vmalock.jcstress.ModelLock}, {@link
 *       org.vmalock.jcstress.ModelTree}), which shows that the model is sound;
 *   <li>mutants, whose names end in {@code Mutant}: the scenario on the model with one step wrong ({@link
 *       org.vmalock.jcstress.Mutant}, {@link org.vmalock.jcstress.TreeMutant}). The forbidden outcome must be observed there;
 *       otherwise the scenario is too weak to detect anything.
 * </ul>
 *
 * <p>A mutant whose name ends in {@code MutantOnWeakHardware} has too weak a memory order, which cannot be observed on x86. The
 * mutant beside it has in program order what that memory order allows.
 *
 * <p>In most scenarios one actor repeats its operation until it observes the effect of the other. This keeps the actors in step,
 * so that they overlap in nearly every state that jcstress gives them.
 */
package org.vmalock.jcstress;
