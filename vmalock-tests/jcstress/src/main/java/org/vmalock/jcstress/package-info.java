/**
 * Case studies of races in vmalock, run by jcstress: one race per class.
 *
 * <p>The class names begin with a scenario number. {@code S01} to {@code S39} are bugs and races of the kernel's per-VMA lock,
 * with the numbers of the table in {@code vmalock/docs/test-matrix.md}; {@code V} are vmalock's own; {@code L} concern lazily
 * kept contexts ({@link org.vmalock.jcstress.Lazy}); {@code C} concern the guarded cache ({@link org.vmalock.jcstress.SmallCache}).
 *
 * <p>Each class comment states the invariant, the interleaving in columns, the mutants that the race must notice, and the command that
 * runs the class from the root of the project. Options of jcstress, such as {@code -m quick}, may be appended. The jar is built by
 *
 * <pre>
 *   mvn -B -DskipTests -pl vmalock-tests/jcstress -am package
 * </pre>
 *
 * <p>The mutants are copies of the library with one mistake each. The catalogue in {@code vmalock-tests/mutants} lists them, and runs this
 * class on each copy: a race that shows no forbidden outcome there is too weak to detect anything, and fails the build. A mistake that the
 * processor cannot show, such as too weak a memory order on x86, is noticed by the model of the protocol in {@code vmalock-tests/models}.
 *
 * <p>In most scenarios one actor repeats its operation until it observes the effect of the other. This keeps the actors in step,
 * so that they overlap in nearly every state that jcstress gives them.
 */
package org.vmalock.jcstress;
