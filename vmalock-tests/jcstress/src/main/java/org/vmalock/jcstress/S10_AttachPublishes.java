package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Scenario S10: an owner allocates an object again, initialises and attaches it, while a reader that has kept the reference
 * acquires it.
 *
 * <p>Invariant: a reader that acquires generation g + 1 sees everything that its owner stored before {@code markAttached}.
 *
 * <pre>
 *   T1 reader                            T2 owner
 *   ---------------------------------    ---------------------------------
 *                                        allocated: generation g + 1
 *                                        x = 2
 *                                        y = 2
 *                                        markAttached            (release)
 *   tryStartRead(g + 1)  (acquire)
 *   reads x, y
 * </pre>
 *
 * <p>The word is the only communication between T1 and T2: there is no lock, and T1 has had the reference since the previous
 * generation. So {@code markAttached} must be a release, or T1 may see what the object contained when it was freed.
 *
 * <p>Mutant: {@code attached-when-allocated} attaches before the object is initialised, which is the order that an attach without
 * release allows.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S10_AttachPublishes}
 */
@JCStressTest
@Outcome(id = "new", expect = ACCEPTABLE, desc = "The reader sees the new generation fully initialised.")
@Outcome(id = "GONE", expect = ACCEPTABLE, desc = "Every attempt came before the attach.")
@Outcome(id = "freed", expect = FORBIDDEN, desc = "The reader acquired the new generation before it was initialised.")
@Outcome(id = "torn", expect = FORBIDDEN, desc = "The reader acquired the new generation while it was being initialised.")
@State
public class S10_AttachPublishes extends Race {
  private final Node node;
  private final int nextGeneration;

  public S10_AttachPublishes() {
    node = Node.pooled(null);
    int generation = node.generation();
    nextGeneration = generation + 1;
    node.retire(generation);
  }

  @Actor
  public void reader(L_Result r) {
    rendezvous();
    String seen = "GONE";
    for (int tries = 0; tries < TRIES && seen.equals("GONE"); tries++) {
      seen = read(node, node.tryStartRead(nextGeneration));
    }
    r.r1 = seen;
  }

  @Actor
  public void owner() {
    rendezvous();
    Payload payload = node.payload();
    node.tryReuse(null);
    payload.x = 2;
    payload.y = 2;
    node.markAttached();
  }
}
