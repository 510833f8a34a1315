package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Scenario C2: a reader releases its handle twice, and in between the block is reused for another key and another reader.
 *
 * <p>Invariant: the second release is refused and does not release the read of the next generation.
 *
 * <pre>
 *   T1 releases twice                    T2
 *   ---------------------------------    ---------------------------------
 *   endRead: last release, frees
 *                                        loads key 1 into the block, holds it
 *   endRead again
 *                                        removes key 1: is its read still counted?
 * </pre>
 *
 * <p>The stamp contains the generation that it was given for, so the second {@code endRead} is refused.
 *
 * <p>Mutant: {@code release-of-any-generation} decrements the count of the current generation: T1 releases the read of T2, and
 * the block is freed while T2 holds it.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t C02_LateReleaseBesideReuse}
 */
@JCStressTest
@Outcome(
    id = "(right|busy)",
    expect = ACCEPTABLE,
    desc = "The read of the next generation stayed counted, or that generation did not begin in time.")
@Outcome(id = "(freed|torn|other)", expect = FORBIDDEN, desc = "The block was freed while its reader held it.")
@State
public class C02_LateReleaseBesideReuse extends Race {
  private final SmallCache cache = new SmallCache();
  private final SmallCache.Held held;

  public C02_LateReleaseBesideReuse() {
    held = Objects.requireNonNull(cache.get(0));
    cache.remove(0);
  }

  @Actor
  public void releaseTwice() {
    rendezvous();
    held.endRead(held.stamp());
    randomDelay();
    held.endRead(held.stamp());
  }

  @Actor
  public void nextReader(L_Result r) {
    rendezvous();
    SmallCache.Held handle = cache.get(1);
    for (int tries = 0; tries < TRIES && handle == null; tries++) {
      handle = cache.get(1);
    }
    if (handle == null) {
      r.r1 = "busy";
      return;
    }
    randomDelay();
    cache.remove(1);
    randomDelay();
    r.r1 = SmallCache.read(1, handle, handle.stamp());
  }
}
