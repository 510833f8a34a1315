package org.vmalock.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what a logger gets from the creation of this object to its close, and keeps it out of the output of the tests. */
public final class CapturedLog extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<LogRecord> records = new ArrayList<>();

  /**
   * Captures the log of a class.
   *
   * @param source the class whose name is that of the logger
   */
  public CapturedLog(Class<?> source) {
    this(source.getName());
  }

  /**
   * Captures a log.
   *
   * @param name the name of the logger
   */
  public CapturedLog(String name) {
    logger = Logger.getLogger(name);
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  /** Returns the number of entries so far. */
  public synchronized int number() {
    return records.size();
  }

  /** Returns the entry that came last. */
  public synchronized LogRecord last() {
    return records.get(records.size() - 1);
  }

  /** Returns the messages so far. */
  public synchronized List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  /** Returns the messages so far, each on a line. */
  public String text() {
    return String.join("\n", messages());
  }

  /** Returns the first message that passes a test, waiting for it. */
  public String await(Predicate<String> test) {
    Actor.awaitCondition("an entry of the log", () -> messages().stream().anyMatch(test));
    return messages().stream().filter(test).findFirst().orElseThrow();
  }

  @Override
  public synchronized void publish(LogRecord entry) {
    records.add(entry);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
