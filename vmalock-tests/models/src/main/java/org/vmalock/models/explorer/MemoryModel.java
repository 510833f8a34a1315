package org.vmalock.models.explorer;

/** The memory models that a protocol is explored under. */
public enum MemoryModel {
  /** Sequential consistency: a load returns the newest store. */
  SC,

  /** x86-TSO: each thread has a first-in, first-out store buffer, which it forwards from and which read-modify-writes drain. */
  TSO,

  /** The modes of VarHandle on a machine of views: loads may be stale, ordered by acquire, release, volatile and fences only. */
  RA;

  Memory memory(Layout layout) {
    return switch (this) {
      case SC -> new SequentialMemory(layout);
      case TSO -> new BufferedMemory(layout);
      case RA -> new ViewMemory(layout);
    };
  }
}
