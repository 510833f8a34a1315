/** What the guarded cache promises. */
package org.vmalock.caffeine;
