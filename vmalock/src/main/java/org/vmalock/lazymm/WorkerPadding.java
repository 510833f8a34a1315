package org.vmalock.lazymm;

/**
 * Keeps the fields of two workers off each other's cache lines, wherever the collector moves them: a worker writes its state at
 * every switch. What stands behind a worker's fields is the padding of the next object of the kind, or something that is not
 * written.
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
