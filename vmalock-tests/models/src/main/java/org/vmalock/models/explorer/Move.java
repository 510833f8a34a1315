package org.vmalock.models.explorer;

/**
 * A move from one state to the next, packed into an {@code int}: which thread, whether it executes its program or its oldest buffered
 * store reaches memory, which store its load reads, and what it chooses.
 */
final class Move {
  private static final int DRAIN = 1 << 4;
  private static final int CHOICE_SHIFT = 5;
  private static final int CHOICE_MASK = 0xFF;
  private static final int CHOSEN_SHIFT = 16;

  private Move() {}

  static int step(int thread, int choice) {
    return thread | (choice << CHOICE_SHIFT);
  }

  static int drain(int thread) {
    return thread | DRAIN;
  }

  static int choosing(int move, int number) {
    return move | ((number + 1) << CHOSEN_SHIFT);
  }

  static int thread(int move) {
    return move & (DRAIN - 1);
  }

  static boolean isDrain(int move) {
    return (move & DRAIN) != 0;
  }

  static int choice(int move) {
    return (move >>> CHOICE_SHIFT) & CHOICE_MASK;
  }

  static boolean isChoosing(int move) {
    return move >>> CHOSEN_SHIFT != 0;
  }

  static int chosen(int move) {
    return (move >>> CHOSEN_SHIFT) - 1;
  }
}
