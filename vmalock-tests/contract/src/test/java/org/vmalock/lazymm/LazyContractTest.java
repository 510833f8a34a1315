package org.vmalock.lazymm;

import org.junit.jupiter.api.Nested;

/** {@link LazyContract} under every scheme and for every scan set that the scheme uses. */
class LazyContractTest {
  @Nested
  class Refcount extends LazyContract {
    Refcount() {
      super(Scheme.REFCOUNT, ScanSet.EVERY_WORKER);
    }
  }

  @Nested
  class Hazard extends LazyContract {
    Hazard() {
      super(Scheme.HAZARD, ScanSet.EVERY_WORKER);
    }
  }

  @Nested
  class HazardWithMask extends LazyContract {
    HazardWithMask() {
      super(Scheme.HAZARD, ScanSet.MASK);
    }
  }

  @Nested
  class HazardExact extends LazyContract {
    HazardExact() {
      super(Scheme.HAZARD_EXACT, ScanSet.EVERY_WORKER);
    }
  }

  @Nested
  class HazardExactWithMask extends LazyContract {
    HazardExactWithMask() {
      super(Scheme.HAZARD_EXACT, ScanSet.MASK);
    }
  }

  @Nested
  class Shootdown extends LazyContract {
    Shootdown() {
      super(Scheme.SHOOTDOWN, ScanSet.EVERY_WORKER);
    }
  }

  @Nested
  class ShootdownWithMask extends LazyContract {
    ShootdownWithMask() {
      super(Scheme.SHOOTDOWN, ScanSet.MASK);
    }
  }
}
