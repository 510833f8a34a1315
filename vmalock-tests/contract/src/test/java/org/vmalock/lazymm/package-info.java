/** Tests of contexts, workers, domains and schemes. */
@NullMarked
package org.vmalock.lazymm;

import org.jspecify.annotations.NullMarked;
