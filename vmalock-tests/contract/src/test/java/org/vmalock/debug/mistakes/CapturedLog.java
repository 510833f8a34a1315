package org.vmalock.debug.mistakes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.vmalock.testing.Actor;

/** The entries of the log of the diagnostics since this object was created. */
final class CapturedLog extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("org.vmalock.debug");
  private final List<String> entries = new CopyOnWriteArrayList<>();

  CapturedLog() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  List<String> entries() {
    return entries;
  }

  /** Returns the first entry that passes a test, waiting for it. */
  String await(Predicate<String> test) {
    Actor.awaitCondition("an entry of the log", () -> entries.stream().anyMatch(test));
    return entries.stream().filter(test).findFirst().orElseThrow();
  }

  @Override
  public void publish(LogRecord entry) {
    entries.add(entry.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
