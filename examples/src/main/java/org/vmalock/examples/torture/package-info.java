/**
 * The {@code torture} command: what rcutorture and locktorture are to the kernel. Threads do to locks, pools and trees whatever
 * there is to do, in every order that the scheduler can think of, while every node carries a witness of what happens to it.
 *
 * <p>{@link org.vmalock.examples.torture.TortureCommand} is the command line, {@code TortureRun} watches over the threads, and
 * each {@code Torture} is one thing that is tortured. This package imports the {@code run}, {@code subject}, {@code lazy} and
 * {@code mutant} packages.
 */
@NullMarked
package org.vmalock.examples.torture;

import org.jspecify.annotations.NullMarked;
