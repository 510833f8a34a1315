/**
 * The interfaces of the code under test: nodes, structures, pools and trees, as the library implements them; and the {@link org.vmalock.examples.torture.subject.Oracle} of each node, which checks every access.
 *
 * <p>This package imports the library and the {@code run} package.
 */
@NullMarked
package org.vmalock.examples.torture.subject;

import org.jspecify.annotations.NullMarked;
