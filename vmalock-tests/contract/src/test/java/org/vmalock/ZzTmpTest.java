package org.vmalock;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Lincheck;
class ZzTmpTest {
  static void m(String n, Class<?> c, Class<?> spec, int t, int a, int it, int inv) {
    long s=System.nanoTime(); boolean f=false;
    try { Lincheck.modelChecking(t,a).minimizeFailedScenario(false).iterations(it).invocationsPerIteration(inv).sequentialSpecification(spec).check(c);} catch (org.jetbrains.lincheck.LincheckAssertionError e) { f=true; }
    System.err.println("M "+n+" "+it+"x"+inv+" "+(f?"caught":"clean")+" "+(System.nanoTime()-s)/1_000_000+" ms");
  }
  @Test void x() {
    Class<?> S=WriteSectionLincheckTest.SectionsModel.class;
    for (int[] q : new int[][] {{8,150},{8,1000},{30,150},{30,400},{80,150}}) {
      m("late", WriteSectionLincheckTest.ReadWithoutLateCheck.class,S,2,2,q[0],q[1]);
    }
    for (int[] q : new int[][] {{8,150},{30,150},{30,400}}) { m("real22", WriteSectionLincheckTest.Sections.class,S,2,2,q[0],q[1]); }
  }
}
