/**
 * What several packages of this module share and no user sees: the package is not exported.
 *
 * <p>May import {@code java.base} only.
 */
@NullMarked
package org.vmalock.internal;

import org.jspecify.annotations.NullMarked;
