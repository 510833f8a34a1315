package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Scenario S31: a writer detaches three ranges for an unmap and aborts, while a reader looks one of them up.
 *
 * <p>Invariant: a lookup never misses a range because of an unmap that is aborted; after the abort each range is attached exactly
 * once, and no read is left counted.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *                                        write-locks a, b, c; detaches each
 *   looks up c: BUSY or GONE
 *                                        aborts: attaches a, b, c again
 *                                        unlockWrite
 *   looks up c again
 * </pre>
 *
 * <p>Until the commit the unmap can be undone completely: T1 waits or retries, and acquires c.
 *
 * <p>Mutant: {@code last-range-not-attached-again} does not attach the last range again.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S31_AbortedUnmap}
 */
@JCStressTest
@Outcome(id = "c, unchanged", expect = ACCEPTABLE, desc = "The reader found its range, and the tree is unchanged.")
@Outcome(id = "(hole|lost), .*", expect = FORBIDDEN, desc = "A reader missed a range that was never unmapped.")
@Outcome(id = ".*, changed", expect = FORBIDDEN, desc = "A range is not attached again, or still counts a reader.")
@State
public class S31_AbortedUnmap extends Race {
  private final RangeTree tree = new RangeTree();

  private volatile boolean over;

  @Actor
  public void reader(LL_Result r) {
    rendezvous();
    String seen = "c";
    boolean once = false;
    for (int tries = 0; tries < TRIES && seen.equals("c") && !once; tries++) {
      once = over;
      seen = tree.valueAt(25);
    }
    r.r1 = seen;
  }

  @Actor
  public void writer() {
    rendezvous();
    tree.abortUnmap();
    over = true;
  }

  @Arbiter
  public void after(LL_Result r) {
    String all = tree.valueAt(5) + tree.valueAt(15) + tree.valueAt(25);
    r.r2 = all.equals("abc") && tree.clear() ? "unchanged" : "changed";
  }
}
