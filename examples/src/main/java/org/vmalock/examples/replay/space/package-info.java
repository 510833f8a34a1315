/**
 * The schemes that a replay compares: the same address space over vmalock and over locks of the JDK.
 *
 * <p>Each scheme implements {@link org.vmalock.examples.replay.space.AddressSpace}. This package imports the {@code trace} package
 * and the library; it does not depend on the checks.
 */
@NullMarked
package org.vmalock.examples.replay.space;

import org.jspecify.annotations.NullMarked;
