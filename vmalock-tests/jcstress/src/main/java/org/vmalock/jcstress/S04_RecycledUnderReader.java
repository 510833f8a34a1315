package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Scenario S4: an object is freed and allocated again while a reader acquires it by the generation that it has looked up.
 *
 * <p>Invariant: a read by generation g acquires no other generation and never writes to another generation's word.
 *
 * <pre>
 *   T1 reader                            T2 owner
 *   ---------------------------------    ---------------------------------
 *   looks up: this object, generation g
 *                                        retire(g), frees
 *                                        allocated: g + 1; initialised, attached
 *   tryStartRead(g)
 * </pre>
 *
 * <p>Either T1 acquires generation g, and the object is not freed before T1 releases, or T1 gets GONE. The owner of generation g +
 * 1, which may be draining the object, never finds T1's count in the word. The kernel guarantees less: it counts first and checks
 * the owner afterwards (see {@link S07_ReaderOfOtherStructure}).
 *
 * <p>Mutants: {@code any-generation} acquires the current generation, whatever its number. {@code generation-checked-after-count}
 * counts the reader in the current generation and rolls back if that is not g.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S04_RecycledUnderReader}
 */
@JCStressTest
@Outcome(
    id = "(old|GONE), uncounted",
    expect = ACCEPTABLE,
    desc = "Read the old generation or none; the new generation's word was not written to.")
@Outcome(
    id = "(old|GONE), still read",
    expect = ACCEPTABLE,
    desc = "A reader of the old generation had not released when the owner tried to allocate the object again.")
@Outcome(id = "new, .*", expect = FORBIDDEN, desc = "The reader acquired another generation than it asked for.")
@Outcome(id = "(torn|freed), .*", expect = FORBIDDEN, desc = "The reader held the object while it was freed or initialised.")
@Outcome(id = ".*, counted", expect = FORBIDDEN, desc = "The reader was counted in the next generation's word.")
@State
public class S04_RecycledUnderReader extends Race {
  private final Node node;
  private final int generation;
  private volatile boolean done;

  public S04_RecycledUnderReader() {
    node = Node.pooled(null);
    node.markAttached();
    generation = node.generation();
  }

  @Actor
  public void reader(LL_Result r) {
    rendezvous();
    String seen = "old";
    for (int tries = 0; tries < TRIES && !seen.equals("new") && !done; tries++) {
      seen = read(node, node.tryStartRead(generation));
    }
    r.r1 = seen;
  }

  @Actor
  public void owner(LL_Result r) {
    rendezvous();
    node.retire(generation);
    if (node.tryReuse(null)) {
      node.payload().set(2);
      node.markAttached();
      r.r2 = isUncounted() ? "uncounted" : "counted";
    } else {
      r.r2 = "still read";
    }
    done = true;
  }

  private boolean isUncounted() {
    for (int checks = 0; checks < 16; checks++) {
      if (node.readers() != 0) {
        return false;
      }
    }
    return true;
  }
}
