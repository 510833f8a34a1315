package org.vmalock.examples.torture;

/** A reference that must be released: a read, an owner reference, or a use of a context. Any thread may release it. */
interface HeldReference {
  /** Checks what can be checked while the reference is held, and releases it. */
  void release();
}
