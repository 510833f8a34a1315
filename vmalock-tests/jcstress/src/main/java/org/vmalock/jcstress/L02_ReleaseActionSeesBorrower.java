package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;
import org.vmalock.lazymm.Worker;

/**
 * Scenario L2: a worker writes to a borrowed context and ends the borrow while the last user releases its use.
 *
 * <p>Invariant: the release action sees everything that a borrowing worker has written, on whichever thread it runs.
 *
 * <pre>
 *   T1 worker, borrows                   T2 last user
 *   ---------------------------------    ---------------------------------
 *   written := 1           (plain)
 *   slot := empty        (release)
 *                                        slot is empty (volatile): no hand-off
 *                                        release action: written is 1
 * </pre>
 *
 * <p>If T2 finds the slot occupied, T1 runs the release action, or T2 takes the hand-off back after it has read the slot again.
 *
 * <p>Mutants: {@code last-user-not-told} does not scan, and runs the release action before the write.
 * {@code slot-cleared-by-an-opaque-store} clears the slot by a store that does not release; only the model can show that.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t L02_ReleaseActionSeesBorrower}
 */
@JCStressTest
@Outcome(id = "closed, 1", expect = ACCEPTABLE, desc = "The release action ran once and saw the write.")
@Outcome(id = "left.*", expect = FORBIDDEN, desc = "A worker, a slot, a hand-off, a count or a warning is left.")
@Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "The release action did not see the last write of the worker.")
@State
public class L02_ReleaseActionSeesBorrower extends Race {
  private final LazyDomain domain = Lazy.domain(Scheme.HAZARD);
  private final LazyContext<Lazy.Resource> context;
  private final Lazy.Resource resource;

  public L02_ReleaseActionSeesBorrower() {
    context = Lazy.create(domain, 2);
    resource = context.resource();
  }

  @Actor
  public void worker(LI_Result r) {
    Worker worker = domain.register("worker");
    worker.switchTo(context);
    worker.switchToIdle();
    context.releaseUse();
    rendezvous();
    resource.written = 1;
    worker.close();
    r.r1 = "closed";
  }

  @Actor
  public void lastUser() {
    rendezvous();
    context.releaseUse();
  }

  @Arbiter
  public void after(LI_Result r) {
    r.r1 = Lazy.outcome((String) r.r1, domain);
    r.r2 = resource.seen * resource.frees;
  }
}
