package org.vmalock;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a node spreads, and when it ceases to.
 *
 * <p>A reader that loses a compare-and-set of the count spreads the node, once in {@value #COLLISIONS} times: readers that meet once do
 * not make their writers search. A search may take one part in {@value #SHARE} of the time since the one before; if it takes more, the
 * writer that has searched makes the readers count again, for {@value #PAUSE} times the time that would have been enough.
 */
final class SpreadPolicy {
  static final String PROPERTY = "vmalock.hazard";

  /** How many lost compare-and-sets spread a node, on average. A power of two. */
  private static final int COLLISIONS = 16;

  private static final int SHARE = 16;
  private static final int PAUSE = 8;

  /** The choice where neither the node nor its pool nor its structure has one. */
  private static final Spreading DEFAULT = parse(System.getProperty(PROPERTY, "adaptive"));

  private SpreadPolicy() {}

  static Spreading parse(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "adaptive", "" -> Spreading.ADAPTIVE;
      case "on", "true", "always" -> Spreading.ALWAYS;
      case "off", "false", "never" -> Spreading.NEVER;
      default -> throw new IllegalArgumentException(
          "The system property " + PROPERTY + " is '" + value + "'; expected adaptive, on or off");
    };
  }

  /** Returns the choice for a node. */
  static Spreading of(VmaLock lock) {
    SpreadState state = lock.spreadState();
    PoolCell<?> cell = lock.cell();
    StructureLock structure = lock.structureLock();
    Spreading own = state == null ? null : state.pinned;
    Spreading ofPool = cell == null ? null : cell.pool.spreading();
    return firstOf(own, firstOf(ofPool, firstOf(structure == null ? null : structure.spreading(), DEFAULT)));
  }

  private static Spreading firstOf(@Nullable Spreading choice, Spreading otherwise) {
    return choice != null ? choice : otherwise;
  }

  /** Returns the bit to set together with ATTACHED: SPREAD if the node is always spread, otherwise 0. */
  static long bitsOfAttached(VmaLock lock) {
    return of(lock) == Spreading.ALWAYS && SpreadState.obtain(lock) != null ? LockWord.SPREAD : 0;
  }

  /** Called by a reader in the generation of the {@code idle} word that has lost a compare-and-set of the count. */
  static void collided(VmaLock lock, long idle) {
    if ((ThreadLocalRandom.current().nextInt() & (COLLISIONS - 1)) == 0) {
      spread(lock, idle);
    }
  }

  /** Spreads the node if its policy permits that now. */
  private static void spread(VmaLock lock, long idle) {
    Spreading choice = of(lock);
    SpreadState state = choice == Spreading.NEVER ? null : SpreadState.obtain(lock);
    if (state != null && (choice == Spreading.ALWAYS || System.nanoTime() - state.pausedUntil >= 0)) {
      HazardPath.spread(lock, idle);
    }
  }

  /** Returns whether a writer whose search has taken this time, in nanoseconds, makes the readers of the node count again. */
  static boolean ends(VmaLock lock, SpreadState state, long begin, long end) {
    Spreading choice = of(lock);
    if (choice != Spreading.ADAPTIVE) {
      return choice == Spreading.NEVER;
    }
    long enough = (end - begin) * SHARE;
    boolean ends = begin - state.lastScan < enough;
    state.lastScan = end;
    if (ends) {
      state.pausedUntil = end + enough * PAUSE;
    }
    return ends;
  }
}
