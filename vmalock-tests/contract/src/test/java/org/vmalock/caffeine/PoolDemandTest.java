package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The count of waiting loads and of the values retired for them. */
class PoolDemandTest {
  private final PoolDemand demand = new PoolDemand();

  @Test
  void nothingIsPendingWithoutALoad() {
    assertFalse(demand.isPending());
    assertFalse(demand.claim());
    demand.countObtained();
    assertFalse(demand.isPending());
  }

  @Test
  void oneValueIsClaimedForEachLoad() {
    demand.beginWait();
    demand.beginWait();
    assertTrue(demand.claim());
    assertTrue(demand.isPending());
    assertTrue(demand.claim());
    assertFalse(demand.isPending());
    assertFalse(demand.claim());
  }

  @Test
  void aClaimThatIsTakenBackIsPendingAgain() {
    demand.beginWait();
    assertTrue(demand.claim());
    demand.cancelClaim();
    assertTrue(demand.isPending());
    assertTrue(demand.claim());
  }

  /** A thread that does not wait has taken the object that was meant for the load. */
  @Test
  void anObjectThatAnotherThreadObtainsIsPendingAgain() {
    demand.beginWait();
    assertTrue(demand.claim());
    demand.countObtained();
    assertTrue(demand.isPending());
  }

  @Test
  void theEndOfTheWaitEndsTheDemand() {
    demand.beginWait();
    assertTrue(demand.claim());
    demand.endWait();
    assertFalse(demand.isPending());
    demand.beginWait();
    assertTrue(demand.isPending(), "nothing is left of the first claim");
    demand.abandonWait();
    assertFalse(demand.isPending());
  }
}
