package org.vmalock.models.explorer;

/**
 * x86-TSO. Each thread has a first-in, first-out buffer of stores, three a word, the oldest in the lowest bits; loads are forwarded from
 * the thread's own buffer. Read-modify-writes, volatile stores and full fences wait until the buffer is empty.
 */
final class BufferedMemory extends PlainValues {
  private static final int ENTRY_BITS = 21;
  private static final int PER_WORD = 3;
  private static final int VALUE_BITS = 16;
  private static final long VALUE_MASK = (1L << VALUE_BITS) - 1;
  private static final long ENTRY_MASK = (1L << ENTRY_BITS) - 1;
  private static final int SIZE_BITS = 4;
  private static final long SIZE_MASK = (1L << SIZE_BITS) - 1;

  private final int words;

  BufferedMemory(Layout layout) {
    super(layout);
    words = (layout.protocol.bufferedStores() + PER_WORD - 1) / PER_WORD;
  }

  @Override
  int capacity() {
    return end() + words * layout.actors.size();
  }

  @Override
  int length(long[] state) {
    return capacity();
  }

  @Override
  int load(long[] state, int thread, Location location, Mode mode, int choice) {
    int number = number(location);
    for (int i = size(state, thread) - 1; i >= 0; i--) {
      long entry = entry(state, thread, i);
      if (entry >>> VALUE_BITS == number) {
        return (short) entry;
      }
    }
    return newest(state, location);
  }

  @Override
  boolean isStale(long[] state, int thread, Location location, int choice) {
    for (int other = 0; other < layout.actors.size(); other++) {
      if (other != thread && isBuffered(state, other, number(location))) {
        return true;
      }
    }
    return false;
  }

  private boolean isBuffered(long[] state, int thread, int number) {
    for (int i = 0; i < size(state, thread); i++) {
      if (entry(state, thread, i) >>> VALUE_BITS == number) {
        return true;
      }
    }
    return false;
  }

  @Override
  void store(long[] state, int thread, Location location, Mode mode, int value) {
    if (mode == Mode.VOLATILE) {
      write(state, location, value);
      return;
    }
    int size = size(state, thread);
    if (size == words * PER_WORD) {
      throw new IllegalStateException("The store buffer of " + layout.actors.get(thread) + " is full");
    }
    long entry = ((long) number(location) << VALUE_BITS) | (Layout.requireShort(value) & VALUE_MASK);
    state[word(thread, size)] |= entry << shift(size);
    setSize(state, thread, size + 1);
  }

  @Override
  boolean hasBufferedStores(long[] state, int thread) {
    return size(state, thread) != 0;
  }

  @Override
  Location drain(long[] state, int thread) {
    long oldest = entry(state, thread, 0);
    Location location = location((int) (oldest >>> VALUE_BITS));
    write(state, location, (short) oldest);
    int first = word(thread, 0);
    int last = first + words - 1;
    for (int i = first; i < last; i++) {
      state[i] = (state[i] >>> ENTRY_BITS) | ((state[i + 1] & ENTRY_MASK) << shift(PER_WORD - 1));
    }
    state[last] >>>= ENTRY_BITS;
    setSize(state, thread, size(state, thread) - 1);
    return location;
  }

  private int word(int thread, int i) {
    return end() + words * thread + i / PER_WORD;
  }

  private static int shift(int i) {
    return i % PER_WORD * ENTRY_BITS;
  }

  private long entry(long[] state, int thread, int i) {
    return (state[word(thread, i)] >>> shift(i)) & ENTRY_MASK;
  }

  private static int size(long[] state, int thread) {
    return (int) ((state[Layout.PERMITS] >>> sizeShift(thread)) & SIZE_MASK);
  }

  private static void setSize(long[] state, int thread, int size) {
    int shift = sizeShift(thread);
    state[Layout.PERMITS] = (state[Layout.PERMITS] & ~(SIZE_MASK << shift)) | ((long) size << shift);
  }

  private static int sizeShift(int thread) {
    return Layout.MEMORY_BITS_OF_PERMITS + thread * SIZE_BITS;
  }
}
