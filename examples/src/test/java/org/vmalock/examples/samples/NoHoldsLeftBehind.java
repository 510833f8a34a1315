package org.vmalock.examples.samples;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.vmalock.debug.HoldTracker;

/**
 * A JUnit extension that fails a test which leaves holds behind: read locks, structure locks, handles, borrows. Copy it, annotate the test
 * class with {@code @ExtendWith(NoHoldsLeftBehind.class)}, and start the tests with {@code -Dvmalock.debug=all}. At level {@code off} it does
 * nothing. For tests that run one after the other.
 */
public final class NoHoldsLeftBehind implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(NoHoldsLeftBehind.class);

  @Override
  public void beforeEach(ExtensionContext test) {
    test.getStore(NAMESPACE).put("holds", HoldTracker.holds());
  }

  @Override
  public void afterEach(ExtensionContext test) {
    int before = test.getStore(NAMESPACE).getOrDefault("holds", Integer.class, 0);
    int left = HoldTracker.holds() - before;
    List<String> leaks = HoldTracker.findLeaks();
    if (left > 0) {
      throw new AssertionError(test.getDisplayName() + " leaves " + left + " holds behind" + System.lineSeparator()
          + (leaks.isEmpty() ? HoldTracker.dump() : String.join(System.lineSeparator(), leaks)));
    }
  }
}
