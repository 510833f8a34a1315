/**
 * The diagnostics of the library as a management bean: {@link org.vmalock.management.VmalockManagement#register} makes the text of {@link
 * org.vmalock.debug.HoldTracker#dump} available to {@code jconsole} and other clients.
 *
 * <p>Optional: needs module {@code java.management}, which the other packages do not.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code java.base}, {@code java.management} and {@code org.vmalock.debug}. Imported by no package.
 */
@NullMarked
package org.vmalock.management;

import org.jspecify.annotations.NullMarked;
