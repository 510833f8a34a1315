package org.vmalock.internal;

import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stack traces whose first frame is the user's: the frames of this library, of the JDK and of Caffeine above it are removed. A frame is
 * of this library if its class has the package prefix of the library and was loaded from the same place. Called for reports only.
 */
final class Stacks {
  private static final String LIBRARY = prefix();
  private static final String LAMBDA = "$$Lambda";

  /** A version of a module that is not printed, and makes a frame different from that of the enclosing exception. */
  private static final String NOT_IN_COMMON = "";

  private static final List<String> CALLED_BETWEEN = List.of("java.", "jdk.", "sun.", "com.github.benmanes.caffeine.");

  private Stacks() {}

  private static String prefix() {
    String internal = Stacks.class.getPackageName();
    return internal.substring(0, internal.lastIndexOf('.') + 1);
  }

  /** Returns the stack from the first frame that is the user's, without the frames of lambda objects; the whole stack if there is none. */
  static StackTraceElement[] trim(StackTraceElement[] stack) {
    int first = firstOfUser(stack);
    return Arrays.stream(stack, Math.max(first, 0), stack.length)
        .filter(frame -> !frame.getClassName().contains(LAMBDA))
        .map(Stacks::withoutLoader)
        .toArray(StackTraceElement[]::new);
  }

  /** Returns the frame without the name of its class loader, which the stack of a running thread has and that of an exception has not. */
  private static StackTraceElement withoutLoader(StackTraceElement frame) {
    return copy(frame, null);
  }

  private static StackTraceElement copy(StackTraceElement frame, @Nullable String version) {
    return new StackTraceElement(
        null, frame.getModuleName(), version, frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber());
  }

  /**
   * Returns a throwable with this message and the trimmed stack of another one, to be the cause of an exception. Its first frame is printed
   * also if the exception has passed the same line.
   */
  static Throwable cause(String message, Throwable place) {
    Throwable cause = new Throwable(message);
    StackTraceElement[] stack = trim(place.getStackTrace());
    if (stack.length > 0) {
      stack[0] = copy(stack[0], NOT_IN_COMMON);
    }
    cause.setStackTrace(stack);
    return cause;
  }

  /** Appends a line for each frame. */
  static void append(StringBuilder text, StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      text.append("    at ").append(frame).append(System.lineSeparator());
    }
  }

  /** Returns the user's frame in which a thread is, or null. */
  static @Nullable StackTraceElement position(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    int first = firstOfUser(stack);
    return first < 0 ? null : withoutLoader(stack[first]);
  }

  private static int firstOfUser(StackTraceElement[] stack) {
    for (int i = 0; i < stack.length; i++) {
      if (!stack[i].getClassName().contains(LAMBDA) && isOfUser(stack[i].getClassName())) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isOfUser(String name) {
    return CALLED_BETWEEN.stream().noneMatch(name::startsWith) && !(name.startsWith(LIBRARY) && isOfLibrary(name));
  }

  private static boolean isOfLibrary(String name) {
    try {
      Class<?> type = Class.forName(name, false, Stacks.class.getClassLoader());
      return Objects.equals(location(type), location(Stacks.class));
    } catch (ClassNotFoundException | LinkageError | SecurityException e) {
      return false;
    }
  }

  private static @Nullable Object location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? null : source.getLocation().toString();
  }
}
