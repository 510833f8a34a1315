/** What contexts, workers and schemes promise. */
@NullMarked
package org.vmalock.lazymm;

import org.jspecify.annotations.NullMarked;
