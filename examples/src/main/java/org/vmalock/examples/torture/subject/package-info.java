/**
 * What is tortured, as the torture sees it: nodes, structures, pools and trees that are the library's, or broken models with the
 * same methods; and the {@link org.vmalock.examples.torture.subject.Shadow} that every node carries to tell when it is used
 * wrongly.
 *
 * <p>This package imports the library and the {@code run} package.
 */
@NullMarked
package org.vmalock.examples.torture.subject;

import org.jspecify.annotations.NullMarked;
