package org.vmalock.primitive;

import java.util.logging.Logger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps expected warnings of tests out of the build log. The warnings are still counted. */
final class WarningsMuted implements BeforeAllCallback {
  /** A strong reference: the log manager does not keep the logger and its setting alive. */
  private static final Logger LOGGER = Logger.getLogger(RefCount.class.getName());

  @Override
  public void beforeAll(ExtensionContext context) {
    LOGGER.setUseParentHandlers(false);
  }
}
