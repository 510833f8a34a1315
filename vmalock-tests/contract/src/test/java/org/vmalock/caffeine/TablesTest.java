package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Changes of tables whose counters find no memory, before the change or after it. */
class TablesTest {
  /** A table whose operations throw; they change it first if {@code changes} is set. */
  private static final class FullTable<V> extends ConcurrentHashMap<Integer, V> {
    private static final long serialVersionUID = 1;

    boolean changes = true;

    void set(Integer key, V value) {
      super.put(key, value);
    }

    @Override
    public V putIfAbsent(Integer key, V value) {
      if (changes) {
        V present = super.putIfAbsent(key, value);
        if (present != null) {
          return present;
        }
      }
      throw new OutOfMemoryError("injected");
    }

    @Override
    public boolean remove(Object key, Object value) {
      if (changes) {
        super.remove(key, value);
      }
      throw new OutOfMemoryError("injected");
    }

    @Override
    public V put(Integer key, V value) {
      if (changes) {
        super.put(key, value);
      }
      throw new OutOfMemoryError("injected");
    }

    @Override
    public V remove(Object key) {
      if (changes) {
        super.remove(key);
      }
      throw new OutOfMemoryError("injected");
    }
  }

  private final FullTable<String> table = new FullTable<>();
  private final FullTable<Boolean> elements = new FullTable<>();
  private final Set<Integer> set = Collections.newSetFromMap(elements);

  @Test
  void aChangeThatIsNotCountedSucceeds() {
    try {
      assertNull(Tables.putIfAbsent(table, 1, "first"));
      assertEquals("first", Tables.putIfAbsent(table, 1, "second"));
      Tables.remove(table, 1, "first");
      assertNull(table.get(1));
      Tables.add(set, 1);
      assertTrue(set.contains(1) && !Tables.isEmpty(set));
      assertTrue(Tables.remove(set, 1));
      assertTrue(!set.contains(1) && Tables.isEmpty(set));
    } catch (OutOfMemoryError e) {
      fail("the change was made: " + e); // without the cause: an OutOfMemoryError ends the run of all tests
    }
  }

  @Test
  void aChangeThatIsNotMadeThrows() {
    table.set(1, "first");
    elements.set(1, true);
    table.changes = false;
    elements.changes = false;
    assertThrows(OutOfMemoryError.class, () -> Tables.putIfAbsent(table, 2, "second"));
    assertThrows(OutOfMemoryError.class, () -> Tables.remove(table, 1, "first"));
    assertThrows(OutOfMemoryError.class, () -> Tables.add(set, 2));
    assertThrows(OutOfMemoryError.class, () -> Tables.remove(set, 1));
    assertTrue(table.containsKey(1) && set.contains(1));
    assertFalse(table.containsKey(2) || set.contains(2));
  }
}
