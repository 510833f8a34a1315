package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.vmalock.caffeine.LifetimeStats;
import org.vmalock.lazymm.LazyRefStats;
import org.vmalock.lazymm.LazyStats;
import org.vmalock.tree.TreeStats;

/** The difference of two snapshots: that of each counter, and the later one of what is no counter. */
class StatisticsTest {
  /** Returns waits with other numbers for each argument. */
  private static WaitStats waits(long number) {
    return new WaitStats(7 * number, 6 * number, 50 * number, 40 * number, 3 * number);
  }

  @Test
  void ofWaits() {
    assertEquals(new WaitStats(14, 18, 100, 120, 6), waits(3).minus(waits(1)));
  }

  @Test
  void ofAStructure() {
    StructureStats earlier = new StructureStats(waits(1), waits(2), waits(3), 4, 5);
    StructureStats later = new StructureStats(waits(10), waits(20), waits(30), 40, 50);
    StructureStats expected = new StructureStats(
        waits(10).minus(waits(1)), waits(20).minus(waits(2)), waits(30).minus(waits(3)), 36, 45);
    assertEquals(expected, later.minus(earlier));
  }

  @Test
  void ofHazardReads() {
    assertEquals(new HazardStats(9, 18, 27, 36, 50, 60), new HazardStats(10, 20, 30, 40, 50, 60).minus(new HazardStats(1, 2, 3, 4, 5, 6)));
  }

  @Test
  void ofAPool() {
    PoolStats earlier = new PoolStats(1, 2, 3, 4, 5, 6, 7, waits(8));
    PoolStats later = new PoolStats(10, 20, 30, 40, 50, 60, 70, waits(80));
    assertEquals(new PoolStats(10, 20, 30, 36, 45, 54, 63, waits(80).minus(waits(8))), later.minus(earlier));
  }

  @Test
  void ofADomain() {
    LazyStats earlier = new LazyStats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
    LazyStats later = new LazyStats(10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160, 170);
    assertEquals(new LazyStats(9, 18, 27, 36, 45, 54, 63, 72, 81, 90, 99, 108, 117, 140, 135, 160, 153), later.minus(earlier));
    assertEquals(-9, later.minus(earlier).unreleased());
  }

  @Test
  void ofALazyReference() {
    LazyRefStats earlier = new LazyRefStats(1, 2, 3, 4, 5, true);
    LazyRefStats later = new LazyRefStats(10, 20, 30, 40, 50, false);
    assertEquals(new LazyRefStats(9, 18, 27, 40, 45, false), later.minus(earlier));
  }

  @Test
  void ofATree() {
    assertEquals(new TreeStats(9, 18, 27, 36, 45, 54), new TreeStats(10, 20, 30, 40, 50, 60).minus(new TreeStats(1, 2, 3, 4, 5, 6)));
  }

  @Test
  void ofACache() {
    LifetimeStats earlier = new LifetimeStats(1, 2, 3, waits(4));
    LifetimeStats later = new LifetimeStats(10, 20, 30, waits(40));
    assertEquals(new LifetimeStats(9, 18, 27, waits(40).minus(waits(4))), later.minus(earlier));
  }
}
