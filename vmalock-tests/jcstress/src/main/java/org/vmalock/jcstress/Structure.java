package org.vmalock.jcstress;

/** A structure lock: the methods of {@link org.vmalock.StructureLock} that the library and the model have in common. */
interface Structure {
  void lockWrite();

  void unlockWrite();

  void downgrade();

  void lockRead();

  void unlockRead();

  long trySpeculate();

  boolean validate(long speculated);
}
