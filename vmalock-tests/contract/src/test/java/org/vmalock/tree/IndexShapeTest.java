package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.TimeLimit;

/** The occupancy of the index: nodes are at least half full unless they are at an edge of the tree, whatever the order of the keys. */
@TimeLimit
class IndexShapeTest {
  private static final int RANGES = 40_000; // an index of three levels
  private static final long STRIDE = 1L << 40;
  private static final int FULL_LEAVES = (RANGES + IndexNode.WIDTH - 1) / IndexNode.WIDTH;

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();

  /** The order in which places are mapped. */
  enum Order {
    ASCENDING,
    DESCENDING,
    RANDOM,

    /** A full leaf of low keys, then all others from the last key down, as a memory map is used. */
    LOW_THEN_DOWN,

    /** By turns from both ends. */
    INWARDS,

    /** By turns to both ends, from the middle. */
    OUTWARDS,

    /** Runs of ascending and of descending keys at random places. */
    MIXED;

    List<Integer> places() {
      List<Integer> places = new ArrayList<>();
      switch (this) {
        case ASCENDING -> add(places, 0, RANGES, 1);
        case DESCENDING -> add(places, RANGES - 1, -1, -1);
        case RANDOM -> {
          add(places, 0, RANGES, 1);
          Collections.shuffle(places, new Random(1));
        }
        case LOW_THEN_DOWN -> {
          add(places, 0, IndexNode.WIDTH, 1);
          add(places, RANGES - 1, IndexNode.WIDTH - 1, -1);
        }
        case INWARDS -> {
          for (int i = 0; i < RANGES / 2; i++) {
            places.add(i);
            places.add(RANGES - 1 - i);
          }
        }
        case OUTWARDS -> {
          for (int i = 0; i < RANGES / 2; i++) {
            places.add(RANGES / 2 + i);
            places.add(RANGES / 2 - 1 - i);
          }
        }
        default -> {
          List<Integer> runs = new ArrayList<>();
          for (int run = 0; run < RANGES / 100; run++) {
            runs.add(100 * run);
          }
          Collections.shuffle(runs, new Random(2));
          for (int from : runs) {
            if (runs.indexOf(from) % 2 == 0) {
              add(places, from, from + 100, 1);
            } else {
              add(places, from + 99, from - 1, -1);
            }
          }
        }
      }
      return places;
    }

    private static void add(List<Integer> places, int from, int to, int step) {
      for (int place = from; place != to; place += step) {
        places.add(place);
      }
    }
  }

  private void map(int place) {
    tree.map(place * STRIDE, place * STRIDE + 8, "value");
  }

  private void unmap(int place) {
    tree.unmap(place * STRIDE, place * STRIDE + 8);
  }

  private int leaves() {
    return IndexCheck.count(tree.root(), node -> node.height == 0);
  }

  private void assertShape(int ranges) {
    assertEquals(ranges, IndexCheck.assertSound(tree.root()));
    IndexCheck.assertHalfFull(tree.root());
  }

  @ParameterizedTest
  @EnumSource
  void nodesAreHalfFullInAnyOrderAndAfterUnmappingNineOfTen(Order order) {
    List<Integer> places = order.places();
    assertEquals(RANGES, places.size());
    places.forEach(this::map);
    assertShape(RANGES);

    List<Integer> victims = new ArrayList<>(places);
    Collections.shuffle(victims, new Random(3));
    victims.subList(0, RANGES / 10).clear();
    victims.forEach(this::unmap);
    assertShape(RANGES / 10);
  }

  @Test
  void ascendingAndDescendingKeysFillTheLeaves() {
    Order.ASCENDING.places().forEach(this::map);
    assertEquals(FULL_LEAVES, leaves(), "leaves after ascending keys");
    tree.unmapAll();
    Order.DESCENDING.places().forEach(this::map);
    assertEquals(FULL_LEAVES, leaves(), "leaves after descending keys");
  }

  @ParameterizedTest
  @EnumSource(names = {"ASCENDING", "DESCENDING", "MIXED"})
  void nodesAreHalfFullAfterEveryTenthIsLeft(Order order) {
    Order.RANDOM.places().forEach(this::map);
    for (int place : order.places()) {
      if (place % 10 != 0) {
        unmap(place);
      }
    }
    assertShape(RANGES / 10);
    int most = 2 * RANGES / 10 / IndexNode.WIDTH + 2;
    assertTrue(leaves() <= most, () -> leaves() + " leaves for " + RANGES / 10 + " ranges, at most expected " + most);
  }

  /** A window that moves over the keys: mapped at one end, unmapped at the other. */
  @ParameterizedTest
  @EnumSource(names = {"ASCENDING", "DESCENDING"})
  void nodesAreHalfFullInAMovingWindow(Order order) {
    List<Integer> places = order.places();
    for (int i = 0; i < RANGES; i++) {
      map(places.get(i));
      if (i >= 2_000) {
        unmap(places.get(i - 2_000));
      }
      if (i % 1_000 == 0) {
        IndexCheck.assertHalfFull(tree.root());
      }
    }
    assertShape(2_000);
  }
}
