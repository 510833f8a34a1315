package org.vmalock.primitive;

import java.util.logging.Logger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps the warnings that tests provoke out of the build's log; they are counted all the same. */
final class WarningsMuted implements BeforeAllCallback {
  /** Held, because the log manager would forget the setting with the logger. */
  private static final Logger LOGGER = Logger.getLogger(RefCount.class.getName());

  @Override
  public void beforeAll(ExtensionContext context) {
    LOGGER.setUseParentHandlers(false);
  }
}
