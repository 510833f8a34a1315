package org.vmalock.benchmarks;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;

/**
 * Something that other threads might be using is opened and closed, and nobody is using it: what a close costs that is safe.
 * A pooled object's is in {@link PoolBenchmark}.
 *
 * <p>The rival is the shared {@code Arena} of JDK 22 and later, which is looked up by name so that this runs on JDK 17 without it. It
 * stops every thread of the JVM for a moment to learn that none is inside; ours asks a word, or a table of slots. Neither has any memory
 * here: an arena would free it, ours leave it to {@code onFree} and to the release action.
 */
@State(Scope.Benchmark)
public class CloseBenchmark extends Measured {
  /** Since when there are arenas. */
  static final int ARENA_SINCE = 22;

  private static final int WORKERS = 64;

  private final LazyDomain domain = LazyDomain.builder().scheme(Scheme.HAZARD).workers(WORKERS).build();
  private MethodHandle open;
  private MethodHandle close;

  /** Brings the workers up, who borrow something else. */
  @Setup
  public void register() throws ReflectiveOperationException {
    LazyContext<Object> another = domain.create(this, resource -> {});
    for (int i = 0; i < WORKERS; i++) {
      var worker = domain.register("worker");
      worker.switchTo(another);
      worker.switchToIdle();
    }
    if (Runtime.version().feature() >= ARENA_SINCE) {
      Class<?> arena = Class.forName("java.lang.foreign.Arena");
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      open = lookup.findStatic(arena, "ofShared", methodType(arena)).asType(methodType(Object.class));
      close = lookup.findVirtual(arena, "close", methodType(void.class)).asType(methodType(void.class, Object.class));
    }
  }

  /** A context that 64 workers might have borrowed: all their slots are looked at. */
  @Benchmark
  public LazyContext<Object> lazyContext() {
    LazyContext<Object> context = domain.create(this, resource -> {});
    context.releaseUse();
    return context;
  }

  /** The JDK's; from JDK 22 on. */
  @Benchmark
  public Object sharedArena() throws Throwable {
    Object arena = open.invokeExact();
    close.invokeExact(arena);
    return arena;
  }
}
