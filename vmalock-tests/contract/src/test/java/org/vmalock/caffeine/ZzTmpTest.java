package org.vmalock.caffeine;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Lincheck;
class ZzTmpTest {
  static void m(String n, Class<?> c, int it, int inv) {
    long s=System.nanoTime(); boolean f=false;
    try { Lincheck.modelChecking(2,1).actorsBefore(0).addGuarantee(org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses(org.vmalock.internal.StackProbe.class.getName()).allMethods().ignore()).minimizeFailedScenario(false).iterations(it).invocationsPerIteration(inv).sequentialSpecification(GuardedCacheLincheckTest.AlwaysRight.class).check(c);} catch (org.jetbrains.lincheck.LincheckAssertionError e) { f=true; }
    System.err.println("M "+n+" "+it+"x"+inv+" "+(f?"caught":"clean")+" "+(System.nanoTime()-s)/1_000_000+" ms");
  }
  @Test void x() {
    for (int[] q : new int[][] {{4,60},{4,150},{16,60},{16,150},{40,150}}) {
      m("anygen", GuardedCacheLincheckTest.AnyGenerationMutant.class,q[0],q[1]);
      m("real", GuardedCacheLincheckTest.LookedUpGeneration.class,q[0],q[1]);
    }
  }
}
