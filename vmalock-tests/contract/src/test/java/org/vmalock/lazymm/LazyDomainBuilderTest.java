package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.primitive.OwnedHazardSlots;

/** The limits of the options of a domain. */
class LazyDomainBuilderTest {
  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, OwnedHazardSlots.MAXIMUM_ROWS + 1, Integer.MAX_VALUE})
  void aNumberOfWorkersOutOfRangeIsRefused(int workers) {
    String message = assertThrows(IllegalArgumentException.class, () -> LazyDomain.builder().workers(workers)).getMessage();
    assertEquals("workers is " + workers + "; expected 1 to " + OwnedHazardSlots.MAXIMUM_ROWS, message);
  }

  @Test
  void theEndsOfTheRangeAreAccepted() {
    LazyDomain.Builder builder = LazyDomain.builder();
    assertEquals(1, builder.workers(OwnedHazardSlots.MAXIMUM_ROWS).workers(1).build().slots().rows());
  }
}
