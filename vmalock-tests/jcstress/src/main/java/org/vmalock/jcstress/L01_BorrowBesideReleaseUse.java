package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;
import org.vmalock.lazymm.Worker;

/**
 * Scenario L1: a worker begins to borrow a context while the last other user releases its use.
 *
 * <p>Invariant: the release action of a context does not run while a worker borrows the context, and runs once.
 *
 * <pre>
 *   T1 worker                            T2 user
 *   ---------------------------------    ---------------------------------
 *   slot := context           (release)
 *   users 2 -> 1    (volatile RMW)
 *                                        users 1 -> 0    (volatile RMW)
 *                                        slot holds context: count + 1, hand-off
 *   uses context
 *   slot := empty        (release)
 *   releases the reference in its box
 * </pre>
 *
 * <p>T1 publishes without a fence, since it is still a user: its store happens before its own {@code releaseUse}, which happens
 * before the last one, so the scan sees the slot. If T1's {@code releaseUse} is the last one, T1 scans itself. The count is raised
 * before the hand-off, since T1 may release the reference at once.
 *
 * <p>Mutants: {@code last-user-not-told} does not scan. {@code hand-off-without-a-reference} does not raise the count for the
 * hand-off.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t L01_BorrowBesideReleaseUse}
 */
public final class L01_BorrowBesideReleaseUse {
  private L01_BorrowBesideReleaseUse() {}

  @Outcome(id = "kept, 1", expect = ACCEPTABLE, desc = "Not freed while it was borrowed; freed once.")
  @Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "Freed while it was borrowed.")
  @Outcome(id = "left.*", expect = FORBIDDEN, desc = "A worker, a slot, a hand-off, a count or a warning is left.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Never freed.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
  interface Outcomes {}

  abstract static class Scenario extends Race {
    private final LazyDomain domain;
    private final LazyContext<Lazy.Resource> context;
    private final Lazy.Resource resource;

    Scenario(Scheme scheme) {
      domain = Lazy.domain(scheme);
      context = Lazy.create(domain, 2);
      resource = context.resource();
    }

    void worker(LI_Result r) {
      Worker worker = domain.register("worker");
      worker.switchTo(context);
      rendezvous();
      worker.switchToIdle();
      context.releaseUse();
      randomDelay();
      r.r1 = resource.state();
      worker.close();
    }

    void lastUser() {
      rendezvous();
      context.releaseUse();
    }

    void after(LI_Result r) {
      r.r1 = Lazy.outcome((String) r.r1, domain);
      r.r2 = resource.frees;
    }
  }

  /** Slots that are cleared by a store. */
  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class Hazard extends Scenario {
    public Hazard() {
      super(Scheme.HAZARD);
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** Slots that are cleared by an exchange. */
  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class HazardExact extends Scenario {
    public HazardExact() {
      super(Scheme.HAZARD_EXACT);
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }
}
