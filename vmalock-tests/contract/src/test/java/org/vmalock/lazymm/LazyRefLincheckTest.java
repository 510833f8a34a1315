package org.vmalock.lazymm;


import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Effort;
import org.vmalock.testing.Lincheck;

/**
 * Linearizability of {@link LazyRef}: a use or a borrow sees the resource that was set last, and the resource is not released meanwhile.
 * A mutant without protection must be caught.
 */
class LazyRefLincheckTest {
  private static final int CLOSED = Integer.MIN_VALUE;
  private static final int RELEASED = Integer.MIN_VALUE + 1;

  /** A numbered resource that records its release. */
  static final class Numbered {
    final int number;
    volatile boolean released;

    Numbered(int number) {
      this.number = number;
    }

    int read() {
      int seen = number;
      return released ? RELEASED : seen;
    }
  }

  /** Operations of the reference. */
  @Param(name = "next", gen = IntGen.class, conf = "1:5")
  public static class Reference {
    private final LazyRef<Numbered> ref = new LazyRef<>(new Numbered(0), resource -> resource.released = true);

    @Operation
    public int use() {
      try {
        return ref.use(Numbered::read);
      } catch (ContextReleasedException e) {
        return CLOSED;
      }
    }

    @Operation
    public int borrow() {
      try (LazyRef.Borrow<Numbered> borrowed = ref.borrow()) {
        return borrowed.resource().read();
      } catch (ContextReleasedException e) {
        return CLOSED;
      }
    }

    @Operation
    public boolean replace(@Param(name = "next") int next) {
      try {
        ref.replace(new Numbered(next));
        return true;
      } catch (ContextReleasedException e) {
        return false;
      }
    }

    @Operation
    public void close() {
      ref.close();
    }
  }

  /** Mutant: a use is not visible to the thread that replaces the resource. */
  @Param(name = "next", gen = IntGen.class, conf = "1:5")
  public static class UnprotectedMutant {
    private volatile Numbered current = new Numbered(0);

    @Operation
    public int use() {
      Numbered seen = current;
      return seen == null ? CLOSED : seen.read();
    }

    @Operation
    public synchronized boolean replace(@Param(name = "next") int next) {
      Numbered old = current;
      if (old == null) {
        return false;
      }
      current = new Numbered(next);
      old.released = true;
      return true;
    }

    @Operation
    public synchronized void close() {
      Numbered old = current;
      current = null;
      if (old != null) {
        old.released = true;
      }
    }
  }

  /** Sequential specification. */
  public static class Model {
    private int current;

    public int use() {
      return current;
    }

    public int borrow() {
      return current;
    }

    public boolean replace(int next) {
      if (current == CLOSED) {
        return false;
      }
      current = next;
      return true;
    }

    public void close() {
      current = CLOSED;
    }
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(3)
        .iterations(Effort.of(4, 20))
        .invocationsPerIteration(Effort.of(100, 200))
        .sequentialSpecification(Model.class);
  }

  @Test
  void referenceIsLinearizableInEveryInterleaving() {
    options().check(Reference.class);
  }

  @Test
  void unprotectedMutantIsCaught() {
    Lincheck.assertCaught(options(), UnprotectedMutant.class);
  }
}
