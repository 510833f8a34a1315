/**
 * The schemes that a replay compares: the same address space over vmalock and over what the JDK offers.
 *
 * <p>{@link org.vmalock.examples.replay.space.AddressSpace} is what each of them implements. This package imports the
 * {@code trace} package and the library, and knows nothing of how a replay checks it.
 */
@NullMarked
package org.vmalock.examples.replay.space;

import org.jspecify.annotations.NullMarked;
