package org.vmalock.lazymm;

/**
 * Padding that keeps the fields of two workers on different cache lines wherever the collector moves them, since a worker writes its
 * state at every switch. A worker's fields are followed by the padding of the next worker, or by another object.
 */
@SuppressWarnings("unused")
abstract class WorkerPadding {
  private long p01;
  private long p02;
  private long p03;
  private long p04;
  private long p05;
  private long p06;
  private long p07;
  private long p08;
  private long p09;
  private long p10;
  private long p11;
  private long p12;
  private long p13;
  private long p14;
  private long p15;
  private long p16;

  WorkerPadding() {}
}
