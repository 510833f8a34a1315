package org.vmalock.internal;

import java.util.function.Supplier;

/** The names of objects in messages. */
public final class Names {
  private Names() {}

  /**
   * Returns the class and the identity hash code of an object, for example {@code Page@1f}. A nested class is named as in its source; an
   * anonymous one by its superclass and the class that contains it, for example {@code Page in Store@1f}.
   *
   * @param object any object
   * @return the name
   */
  public static String of(Object object) {
    return ofClass(object.getClass()) + "@" + Integer.toHexString(System.identityHashCode(object));
  }

  /**
   * Returns the name of a thread; its number if it has none, as virtual threads by default.
   *
   * @param thread any thread
   * @return the name, or for example {@code thread 31}
   */
  public static String of(Thread thread) {
    String name = thread.getName();
    return name.isEmpty() ? "thread " + thread.getId() : name;
  }

  /**
   * Returns the description of an object; its name if the description throws, as it may where it calls a user's method.
   *
   * @param object any object
   * @param description returns its name and state
   * @return the description or the name
   */
  static String describe(Object object, Supplier<String> description) {
    try {
      return description.get();
    } catch (RuntimeException | Error e) {
      return of(object); // the report is not lost
    }
  }

  private static String ofClass(Class<?> type) {
    Class<?> container = type.isAnonymousClass() ? type.getEnclosingClass() : null;
    Class<?> parent = type.getSuperclass();
    if (container == null || parent == null) {
      return simple(type);
    }
    Class<?>[] interfaces = type.getInterfaces();
    return ofClass(interfaces.length == 0 ? parent : interfaces[0]) + " in " + ofClass(container);
  }

  /** Returns the name behind the package and behind the last {@code $} before a letter. */
  private static String simple(Class<?> type) {
    String name = type.getName();
    return name.substring(Math.max(name.lastIndexOf('.'), nesting(name)) + 1);
  }

  private static int nesting(String name) {
    int index = name.lastIndexOf('$');
    while (index > 0 && !(index + 1 < name.length() && Character.isJavaIdentifierStart(name.charAt(index + 1)))) {
      index = name.lastIndexOf('$', index - 1);
    }
    return index;
  }
}
