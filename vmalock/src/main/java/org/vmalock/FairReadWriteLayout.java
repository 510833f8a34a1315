package org.vmalock;

import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;

/**
 * The state of {@link FairReadWriteSync}, padded on both sides: each {@code lockRead} writes it, and counted readers load fields of the
 * same structure that write nothing. The layers are classes because a virtual machine may reorder the fields of one class. The queue's
 * own fields in front of the padding are written only when a thread queues.
 */
@SuppressWarnings("unused")
final class FairReadWriteLayout {
  private FairReadWriteLayout() {}

  /** The bytes in front of the state. */
  abstract static class Padding extends AbstractQueuedLongSynchronizer {
    private static final long serialVersionUID = 1L;

    private transient long p1;
    private transient long p2;
    private transient long p3;

    Padding() {}
  }

  /** The state: {@link FairReadWriteSync} says what it means. */
  abstract static class State extends Padding {
    private static final long serialVersionUID = 1L;

    transient long holds;

    /** Written by the holder of the write lock, and read by writers that arrive. */
    transient volatile long passedSince;

    State() {}
  }
}
