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
 * Opens and closes a resource that other threads might use and do not: the cost of a safe close. That of a pooled object is in
 * {@link PoolBenchmark}.
 *
 * <p>The rival is the shared {@code Arena} of JDK 22 and later, which is looked up by name so that this runs on JDK 17 without it. It
 * stops every thread of the JVM briefly to learn that none is inside; a context loads a table of slots. Neither owns memory here: an arena
 * would free it, a context leaves that to its release action.
 */
@State(Scope.Benchmark)
public class CloseBenchmark extends Measured {
  /** The first JDK with arenas. */
  static final int ARENA_SINCE = 22;

  private static final int WORKERS = 64;

  private final LazyDomain domain = LazyDomain.builder().scheme(Scheme.HAZARD).workers(WORKERS).build();
  private MethodHandle open;
  private MethodHandle close;

  /** Registers workers that borrow another context. */
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

  /** A context that 64 workers might have borrowed: all their slots are scanned. */
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
