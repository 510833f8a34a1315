package org.vmalock.examples.torture;

/** A reference that somebody has to give up: a read, or the ownership of a life. Any thread may do it. */
interface Hold {
  /** Checks what can be checked while it is held, and gives it up. */
  void end();
}
