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
 * Scenario L3: the last user of B releases, on behalf of the worker, the reference that it finds in the worker's box.
 *
 * <p>Invariant: a reference in a box is released on behalf of the worker only if the worker has ended the borrow of its context.
 *
 * <pre>
 *   T1 worker, borrows B                 T2 last user of B
 *   ---------------------------------    ---------------------------------
 *                                        slot holds B
 *   slot := empty, switches to a task of A
 *   slot := A
 *   last user of A: slot holds A
 *   box: empty -> A
 *                                        box holds A: has T1 ended its borrow of A?
 *   uses A
 * </pre>
 *
 * <p>T2's first read of the slot proves nothing about A, which T1 has begun to borrow since. T2 reads the slot again after it has
 * read the box.
 *
 * <p>Mutant: {@code box-emptied-beside-its-borrower} does not read the slot again.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t L03_ReleaseOnBehalf}
 */
@JCStressTest
@Outcome(id = "kept, 2", expect = ACCEPTABLE, desc = "Not freed while it was borrowed; both freed once.")
@Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "Freed while it was borrowed.")
@Outcome(id = "left.*", expect = FORBIDDEN, desc = "A worker, a slot, a hand-off, a count or a warning is left.")
@Outcome(id = "kept, .*", expect = FORBIDDEN, desc = "Freed twice, or not at all.")
@State
public class L03_ReleaseOnBehalf extends Race {
  private final LazyDomain domain = Lazy.domain(Scheme.HAZARD);
  private final LazyContext<Lazy.Resource> a;
  private final LazyContext<Lazy.Resource> b;
  private final Lazy.Resource resourceOfA;
  private final Lazy.Resource resourceOfB;

  public L03_ReleaseOnBehalf() {
    a = Lazy.create(domain, 1);
    b = Lazy.create(domain, 2);
    resourceOfA = a.resource();
    resourceOfB = b.resource();
  }

  @Actor
  public void worker(LI_Result r) {
    Worker worker = domain.register("worker");
    worker.switchTo(b);
    worker.switchToIdle();
    b.releaseUse();
    rendezvous();
    worker.switchTo(a);
    worker.switchToIdle();
    a.releaseUse();
    randomDelay();
    r.r1 = resourceOfA.state();
    worker.close();
  }

  @Actor
  public void lastUser() {
    rendezvous();
    b.releaseUse();
  }

  @Arbiter
  public void after(LI_Result r) {
    r.r1 = Lazy.outcome((String) r.r1, domain);
    r.r2 = resourceOfA.frees + resourceOfB.frees;
  }
}
