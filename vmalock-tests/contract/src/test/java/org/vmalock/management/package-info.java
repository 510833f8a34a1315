/** Tests of the management bean. */
package org.vmalock.management;
