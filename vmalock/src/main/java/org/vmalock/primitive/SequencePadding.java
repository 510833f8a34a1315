package org.vmalock.primitive;

/**
 * The value of a {@link SequenceCount}, padded on both sides: readers load it at each acquisition, and whatever lies beside it in memory
 * may be written all the time. The layers are classes because a virtual machine may reorder the fields of one class.
 */
@SuppressWarnings("unused")
abstract class SequencePadding {
  private long p1;
  private long p2;
  private long p3;
  private long p4;
  private long p5;

  SequencePadding() {}

  /** The value, between the padding of the two classes around it. */
  abstract static class Value extends SequencePadding {
    /** Written by the owner of the write section only; always release. Pairs with the acquire loads of the readers. */
    long sequence;

    Value() {}
  }
}
