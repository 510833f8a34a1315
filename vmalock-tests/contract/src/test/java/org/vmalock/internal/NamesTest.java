package org.vmalock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How objects and threads are named in messages. */
class NamesTest {
  /** A name that ends with the separator of nested classes. */
  @SuppressWarnings("TypeName") // the name is what is tested
  private static final class Page$ {}

  private static String of(Object object) {
    String name = Names.of(object);
    String hash = "@" + Integer.toHexString(System.identityHashCode(object));
    assertTrue(name.endsWith(hash), name);
    return name.substring(0, name.length() - hash.length());
  }

  @Test
  void aClassIsNamedWithoutItsPackageAndContainer() {
    assertEquals("Object", of(new Object()));
    assertEquals("NamesTest", of(this));
    assertEquals("SimpleEntry", of(new java.util.AbstractMap.SimpleEntry<>(1, 2)));
    assertEquals("Page$", of(new Page$()));
  }

  @Test
  void anAnonymousClassIsNamedByWhatItIsAndItsContainer() {
    assertEquals("Page in NamesTest", of(new Page() {}));
    assertEquals("Comparator in NamesTest", of(new Comparator<Integer>() {
      @Override
      public int compare(Integer a, Integer b) {
        return Integer.compare(a, b);
      }
    }));
  }

  private static class Page {}

  @Test
  void theNumberOfALambdaIsNoName() {
    Supplier<Integer> lambda = () -> 1;
    assertTrue(of(lambda).startsWith("Lambda"), of(lambda));
  }

  @Test
  void aThreadWithoutNameHasItsNumber() {
    Thread thread = new Thread("reader");
    assertEquals("reader", Names.of(thread));
    thread.setName("");
    assertEquals("thread " + thread.getId(), Names.of(thread));
  }

  @Test
  void anObjectWhoseDescriptionThrowsHasItsName() {
    assertEquals("a page", Names.describe(this, () -> "a page"));
    assertEquals(Names.of(this), Names.describe(this, () -> {
      throw new AssertionError("toString of the user");
    }));
  }
}
