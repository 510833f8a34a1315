package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Schemes under which the last user or borrower releases the context immediately, and no hand-off is ever pending. */
@TimeLimit
class ExactTest {
  @ParameterizedTest
  @EnumSource(value = Scheme.class, names = {"REFCOUNT", "HAZARD_EXACT"})
  void lastBorrowerReleasesImmediately(Scheme scheme) throws Exception {
    LazyDomain domain = LazyDomain.builder().scheme(scheme).build();
    try (Actor first = new Actor("first");
        Actor second = new Actor("second")) {
      Worker one = first.call(() -> domain.register("first"));
      Worker two = second.call(() -> domain.register("second"));
      LazyContext<Resource> context = domain.create(new Resource(), Resource::release);
      Resource resource = context.resource();
      LazyContract.borrow(first, one, context);
      LazyContract.borrow(second, two, context);
      context.releaseUse();
      assertEquals(0, domain.pendingHandOffs());
      assertEquals(2, context.count());
      first.run(one::close);
      assertFalse(resource.isReleased());
      second.run(() -> two.switchTo(domain.createImmortal("init")));
      assertTrue(resource.isReleased());
      assertSame(second.thread(), resource.releaser);
      second.run(two::close);
    }
  }
}
