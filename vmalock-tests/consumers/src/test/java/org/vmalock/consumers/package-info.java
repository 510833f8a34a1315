/**
 * Programs that use the library as their authors do: they are compiled, linked and run against its jar, with the tools of the JDK that
 * runs the build. May import JUnit and {@code java.base}.
 */
package org.vmalock.consumers;
