/**
 * The command line: one runnable jar whose subcommands show and check vmalock on real input.
 *
 * <p>{@link org.vmalock.examples.Main} is the parent; every subcommand has a package of its own. This package imports the
 * subcommands, and no subcommand imports it.
 */
@NullMarked
package org.vmalock.examples;

import org.jspecify.annotations.NullMarked;
