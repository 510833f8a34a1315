package org.vmalock.examples.torture;

/** A reference that must be released: a read, the owner reference of an object, or a use of a context. Any thread may release it. */
interface HeldReference {
  /** Checks what can be checked while the reference is held, and releases it. */
  void release();
}
