package org.vmalock.jcstress;

/** A structure lock as the scenarios see it: the methods of {@link org.vmalock.StructureLock}, which the model has too. */
interface Structure {
  void lockWrite();

  void unlockWrite();

  void downgrade();

  void lockRead();

  void unlockRead();

  long trySpeculate();

  boolean validate(long speculated);
}
