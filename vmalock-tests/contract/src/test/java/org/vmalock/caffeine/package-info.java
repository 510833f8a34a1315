/** Tests of the guarded cache. */
package org.vmalock.caffeine;
