/**
 * The {@code torture} command, modelled on rcutorture and locktorture of the Linux kernel. Threads run random operations on
 * locks, pools, trees and lazily kept contexts, while the oracle of every node checks each access.
 *
 * <p>{@link org.vmalock.examples.torture.TortureCommand} is the command line, {@code TortureRun} supervises the threads, and each
 * {@code Torture} tests one target. This package imports the {@code run}, {@code subject}, {@code lazy} and {@code mutant}
 * packages.
 */
@NullMarked
package org.vmalock.examples.torture;

import org.jspecify.annotations.NullMarked;
