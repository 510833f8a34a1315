package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.Actor;
import org.vmalock.TimeLimit;

/** The schemes under which what is borrowed is released by the last one to leave, and nothing is ever pending. */
@TimeLimit
class ExactTest {
  @ParameterizedTest
  @EnumSource(value = Scheme.class, names = {"REFCOUNT", "HAZARD_EXACT"})
  void theLastToLeaveReleasesOnTheSpot(Scheme scheme) throws Exception {
    MmDomain domain = MmDomain.builder().scheme(scheme).build();
    try (Actor first = new Actor("first");
        Actor second = new Actor("second")) {
      Cpu one = first.call(() -> domain.bringUp("first"));
      Cpu two = second.call(() -> domain.bringUp("second"));
      Mm<Resource> mm = domain.create(new Resource(), Resource::release);
      Resource resource = mm.resource();
      LazyContract.borrow(first, one, mm);
      LazyContract.borrow(second, two, mm);
      mm.put();
      assertEquals(0, domain.pendingHandOvers());
      assertEquals(2, mm.count());
      first.run(one::takeDown);
      assertFalse(resource.isReleased());
      second.run(() -> two.switchTo(domain.createImmortal("init")));
      assertTrue(resource.isReleased());
      assertSame(second.thread(), resource.releaser);
      second.run(two::takeDown);
    }
  }
}
