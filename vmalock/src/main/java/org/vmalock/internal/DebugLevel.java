package org.vmalock.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much the diagnostics record in this JVM: the system property {@code vmalock.debug}, read once when the first lock is created. */
public enum DebugLevel {
  /** Records nothing. */
  OFF,

  /** Records one of many acquisitions, in bounded memory. */
  SAMPLED,

  /** Records all acquisitions and checks them. */
  ALL;

  /** The system property. */
  static final String PROPERTY = "vmalock.debug";

  /** The level of this JVM. */
  public static final DebugLevel CURRENT = parse(System.getProperty(PROPERTY));

  /** Whether anything is recorded. Constant, as are the following ones, so that the compiler drops the hooks that they guard. */
  public static final boolean ON = CURRENT != OFF;

  /** Whether one of many acquisitions is recorded. */
  public static final boolean SAMPLING = CURRENT == SAMPLED;

  /** Whether all acquisitions are recorded and checked. */
  public static final boolean CHECKING = CURRENT == ALL;

  static {
    if (ON) {
      DebugSettings.check();
    }
  }

  /**
   * Returns the level that a value of the property stands for.
   *
   * @param value the value; null if the property is not set
   * @return the level; {@code ALL} for an empty value, that of {@code -Dvmalock.debug}
   * @throws IllegalArgumentException if the value stands for none
   */
  public static DebugLevel parse(@Nullable String value) {
    if (value == null) {
      return OFF;
    }
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "off", "false", "no", "0" -> OFF;
      case "sampled" -> SAMPLED;
      case "all", "on", "true", "yes", "1", "" -> ALL;
      default -> throw new IllegalArgumentException(
          "System property " + PROPERTY + " is \"" + value + "\" and must be off, sampled or all");
    };
  }

  /** Returns the level as it is written in the property. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
