package org.vmalock.models.explorer;

/** Sequential consistency: every access acts on memory at once, whatever its mode. */
final class SequentialMemory extends PlainValues {
  SequentialMemory(Layout layout) {
    super(layout);
  }

  @Override
  int capacity() {
    return end();
  }

  @Override
  int length(long[] state) {
    return end();
  }

  @Override
  int load(long[] state, int thread, Location location, Mode mode, int choice) {
    return newest(state, location);
  }

  @Override
  boolean isStale(long[] state, int thread, Location location, int choice) {
    return false;
  }

  @Override
  void store(long[] state, int thread, Location location, Mode mode, int value) {
    write(state, location, value);
  }
}
