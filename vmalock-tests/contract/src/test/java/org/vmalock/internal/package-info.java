/** Tests of the helpers that several packages of the library share. */
package org.vmalock.internal;
