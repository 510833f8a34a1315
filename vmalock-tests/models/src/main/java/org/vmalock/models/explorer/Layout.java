package org.vmalock.models.explorer;

import java.util.List;

/**
 * How a state is packed into a {@code long[]}. All memory models share the first words:
 *
 * <pre>
 *   0, 1   positions: 16 bits a thread, the number of its local state
 *   2      ghosts: 4 bits each
 *   3      bits 0 to 7 the permits of threads; the rest belongs to the memory model
 *   4 ...  the memory model's
 * </pre>
 */
final class Layout {
  static final int GHOSTS = 2;
  static final int PERMITS = 3;
  static final int MEMORY = 4;
  static final int MEMORY_BITS_OF_PERMITS = 8;
  static final int MAXIMUM_POSITION = 0xFFFF;
  static final int MAXIMUM_THREADS = 6;
  static final int MAXIMUM_LOCATIONS = 16;
  static final int MAXIMUM_GHOSTS = 16;

  private static final int POSITION_BITS = 16;

  final Protocol protocol;
  final List<Location> locations;
  final List<Location> locks;
  final List<Actor> actors;

  Layout(Protocol protocol) {
    this.protocol = protocol;
    this.locations = protocol.locations();
    this.locks = protocol.locks();
    this.actors = protocol.actors();
    require("threads", actors.size(), MAXIMUM_THREADS);
    require("locations", locations.size(), MAXIMUM_LOCATIONS);
    require("ghosts", protocol.ghosts().size(), MAXIMUM_GHOSTS);
  }

  static void require(String what, int count, int maximum) {
    if (count > maximum) {
      throw new IllegalArgumentException("The protocol has " + count + " " + what + ", expected at most " + maximum);
    }
  }

  static int position(long[] state, int thread) {
    return (int) (state[thread >> 2] >>> ((thread & 3) * POSITION_BITS)) & MAXIMUM_POSITION;
  }

  static void setPosition(long[] state, int thread, int position) {
    int shift = (thread & 3) * POSITION_BITS;
    state[thread >> 2] = (state[thread >> 2] & ~((long) MAXIMUM_POSITION << shift)) | ((long) position << shift);
  }

  static boolean hasPermit(long[] state, int thread) {
    return (state[PERMITS] & (1L << thread)) != 0;
  }

  static void setPermit(long[] state, int thread, boolean permit) {
    state[PERMITS] = permit ? state[PERMITS] | (1L << thread) : state[PERMITS] & ~(1L << thread);
  }

  /** Throws unless a value fits into a location. */
  static int requireShort(int value) {
    if (value != (short) value) {
      throw new IllegalStateException("A location cannot hold " + value + ", expected the range of a short");
    }
    return value;
  }
}
