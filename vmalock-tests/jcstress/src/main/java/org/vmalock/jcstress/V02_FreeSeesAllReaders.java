package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Scenario V2: two readers of a retired object release it, each after a store; the last release frees the object.
 *
 * <p>Invariant: what every reader did happens before the free, not only what the last reader did.
 *
 * <pre>
 *   T1 reader                            T2 reader
 *   ---------------------------------    ---------------------------------
 *   x = 1                                y = 1
 *   endRead: 2 -> 1                      endRead: 1 -> 0, frees: x, y?
 * </pre>
 *
 * <p>T1's decrement must release, and T2's must acquire what T1 has released, through the same word. A decrement that only
 * releases, with an acquire when it reaches zero, would rely on release sequences, which Java does not specify.
 *
 * <p>Mutants: {@code retire-frees-beside-readers} frees before the readers have released. {@code release-without-acquire}
 * decrements with release only; only the model can show that.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V02_FreeSeesAllReaders}
 */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Freed once, and the free saw both stores.")
@Outcome(id = {"0, 1, 1", "1, 0, 1", "0, 0, 1"}, expect = FORBIDDEN, desc = "The free missed a store of a reader.")
@Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Never freed.")
@Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
@State
public class V02_FreeSeesAllReaders extends Race {
  private final Node node;
  private final long first;
  private final long second;

  public V02_FreeSeesAllReaders() {
    node = Node.pooled(null);
    node.markAttached();
    int generation = node.generation();
    first = node.tryStartRead(generation);
    second = node.tryStartRead(generation);
    node.retire(generation);
  }

  @Actor
  public void firstReader() {
    rendezvous();
    node.payload().x = 1;
    node.endRead(first);
  }

  @Actor
  public void secondReader() {
    rendezvous();
    node.payload().y = 1;
    node.endRead(second);
  }

  @Arbiter
  public void after(III_Result r) {
    Payload payload = node.payload();
    r.r1 = payload.xAtFree;
    r.r2 = payload.yAtFree;
    r.r3 = payload.frees();
  }
}
