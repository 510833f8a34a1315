package org.vmalock.lazymm;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects the warnings of a logger, and keeps them out of the output of the tests. */
final class LoggedWarnings extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<LogRecord> records = new ArrayList<>();

  LoggedWarnings(Class<?> source) {
    logger = Logger.getLogger(source.getName());
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  synchronized int number() {
    return records.size();
  }

  synchronized String text() {
    StringBuilder text = new StringBuilder();
    records.forEach(logged -> text.append(logged.getMessage()).append('\n'));
    return text.toString();
  }

  @Override
  public synchronized void publish(LogRecord logged) {
    records.add(logged);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
