package org.vmalock.tree;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;

/**
 * The longest that a test of the class may take. It runs in a thread of its own, so that one which sleeps for ever in an uninterruptible
 * wait is left behind and reported.
 */
@Timeout(value = TimeLimit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface TimeLimit {
  /** Far more than any test takes on a quiet machine, thorough ones included. */
  int SECONDS = 240;
}
