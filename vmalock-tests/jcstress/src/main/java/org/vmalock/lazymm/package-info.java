/** Access of the races to what {@link org.vmalock.lazymm.LazyDomain} does not publish. */
package org.vmalock.lazymm;
