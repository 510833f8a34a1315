package org.vmalock.models.explorer;

/** Base of the memory models that keep one value per location: 16 bits each, locks behind the loadable locations. */
abstract class PlainValues extends Memory {
  private static final int PER_WORD = 4;
  private static final int BITS = 16;
  private static final long MASK = 0xFFFF;

  final Layout layout;
  private final int locations;

  PlainValues(Layout layout) {
    this.layout = layout;
    this.locations = layout.locations.size();
  }

  /** The first word behind the values. */
  final int end() {
    return Layout.MEMORY + (locations + layout.locks.size() + PER_WORD - 1) / PER_WORD;
  }

  @Override
  void initialize(long[] state) {
    for (Location location : layout.locations) {
      write(state, location, location.initial());
    }
  }

  @Override
  final int newest(long[] state, Location location) {
    return valueOf(state, number(location));
  }

  final int number(Location location) {
    return location.isLoadable() ? location.index() : locations + location.index();
  }

  final Location location(int number) {
    return number < locations ? layout.locations.get(number) : layout.locks.get(number - locations);
  }

  private static int valueOf(long[] state, int number) {
    return (short) (state[Layout.MEMORY + number / PER_WORD] >>> (number % PER_WORD * BITS));
  }

  final void write(long[] state, Location location, int value) {
    int number = number(location);
    int word = Layout.MEMORY + number / PER_WORD;
    int shift = number % PER_WORD * BITS;
    state[word] = (state[word] & ~(MASK << shift)) | ((Layout.requireShort(value) & MASK) << shift);
  }

  @Override
  final int choices(long[] state, int thread, Location location, Mode mode) {
    return 1;
  }

  @Override
  final int peek(long[] state, int thread, Location location, Mode mode) {
    return newest(state, location);
  }

  @Override
  final void replace(long[] state, int thread, Location location, Mode mode, int value) {
    write(state, location, value);
  }
}
