package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.Spreading;
import org.vmalock.testing.TimeLimit;

/** The builder of a tree says how its ranges are read. */
@TimeLimit
class TreeSpreadingTest {
  @ParameterizedTest
  @EnumSource(value = Spreading.class, names = {"ALWAYS", "NEVER"})
  void choiceOfTheTreeHolds(Spreading spreading) {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).spreading(spreading).build();
    tree.map(0, 100, "a");
    try (VmaHandle<String> held = tree.startRead(5)) {
      assertNotNull(held);
      assertEquals(spreading == Spreading.ALWAYS, held.vma.isSpread());
      assertEquals(1, held.vma.readers());
    }
    tree.unmap(20, 40);
    try (VmaHandle<String> held = tree.startRead(5)) {
      assertNotNull(held);
      assertEquals(spreading == Spreading.ALWAYS, held.vma.isSpread(), "the part that stays");
    }
  }
}
