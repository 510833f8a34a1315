package org.vmalock.examples.torture.lazy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vmalock.lazymm.ContextReleasedException;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.LazyStats;
import org.vmalock.primitive.RefCountWarning;

/** The implementation by the library. */
public final class LibrarySystem implements LazySystem {
  private final LazyDomain domain;
  private final Runnable onFree;
  private final LazyCounts counts = new LazyCounts();
  private final long warningsBefore = warnings();

  /**
   * Creates the system.
   *
   * @param domain a domain of any scheme, not used otherwise
   */
  public LibrarySystem(LazyDomain domain) {
    this(domain, () -> {});
  }

  /**
   * Creates the system.
   *
   * @param domain a domain of any scheme, not used otherwise
   * @param onFree called after a context was freed; may throw
   */
  public LibrarySystem(LazyDomain domain, Runnable onFree) {
    this.domain = domain;
    this.onFree = onFree;
  }

  /**
   * Returns the domain, so that its scheme can be changed during a run.
   *
   * @return the domain passed to the constructor
   */
  public LazyDomain domain() {
    return domain;
  }

  @Override
  public SystemContext create() {
    counts.created.increment();
    return new LibraryContext();
  }

  @Override
  public SystemWorker register(String name) {
    return new LibraryWorker(domain.register(name));
  }

  @Override
  public int settle() {
    return domain.settle();
  }

  /** Returns the counts, after updating them from the statistics of the library. */
  @Override
  public LazyCounts counts() {
    LazyStats statistics = domain.statistics();
    synchronized (counts) {
      counts.converted.reset();
      counts.converted.add(statistics.conversions());
      counts.releasedForOthers.reset();
      counts.releasedForOthers.add(statistics.takenBack() + statistics.releasedOnBehalf());
      counts.releasedByOwner.reset();
      counts.releasedByOwner.add(statistics.releasedByWorker());
    }
    return counts;
  }

  @Override
  public List<String> leftovers() {
    LazyStats statistics = domain.statistics();
    List<String> left = new ArrayList<>();
    LazyCounts.add(left, domain.registeredWorkers(), "workers registered");
    LazyCounts.add(left, domain.pendingHandOffs(), "hand-offs pending");
    LazyCounts.add(left, counts.created() - statistics.created(), "contexts created and not in the statistics");
    LazyCounts.add(left, counts.released() - statistics.released(), "releases not in the statistics");
    LazyCounts.add(left, counts.failedReleases.sum() - statistics.releaseFailures(), "failed releases not in the statistics");
    LazyCounts.add(left, warnings() - warningsBefore, "warnings of reference counts");
    return left;
  }

  private static long warnings() {
    long warnings = 0;
    for (RefCountWarning kind : RefCountWarning.values()) {
      warnings += kind.count();
    }
    return warnings;
  }

  /** A resource that records whether it was freed. */
  private final class TrackedResource {
    private final AtomicBoolean freed = new AtomicBoolean();

    void free() {
      if (freed.getAndSet(true)) {
        counts.releasedTwice.increment();
      } else {
        counts.released.increment();
      }
      try {
        onFree.run();
      } catch (RuntimeException injected) {
        counts.failedReleases.increment();
        throw injected;
      }
    }

    void touch() {
      if (freed.get()) {
        counts.usedAfterFree.increment();
      }
    }
  }

  private final class LibraryContext implements SystemContext {
    private final LazyContext<TrackedResource> context = domain.create(new TrackedResource(), TrackedResource::free);

    @Override
    public boolean tryAcquireUse() {
      return context.tryAcquireUse();
    }

    @Override
    public void releaseUse() {
      context.releaseUse();
    }

    @Override
    public void touch() {
      LibrarySystem.this.touch(context);
    }
  }

  private void touch(LazyContext<?> context) {
    try {
      ((TrackedResource) context.resource()).touch();
    } catch (ContextReleasedException e) {
      counts.usedAfterFree.increment();
    }
  }

  private final class LibraryWorker implements SystemWorker {
    private final org.vmalock.lazymm.Worker worker;

    LibraryWorker(org.vmalock.lazymm.Worker worker) {
      this.worker = worker;
    }

    @Override
    public void switchTo(SystemContext next) {
      worker.switchTo(((LibraryContext) next).context);
    }

    @Override
    public void switchToIdle() {
      if (worker.isRunningTask()) {
        counts.borrowed.increment();
      }
      worker.switchToIdle();
    }

    @Override
    public boolean tryUse() {
      return worker.isBorrowing() && worker.tryUse();
    }

    @Override
    public void touch() {
      LazyContext<?> context = worker.active();
      if (context != null) {
        LibrarySystem.this.touch(context);
      }
    }

    @Override
    public void park(long nanos) {
      worker.park(nanos);
    }

    @Override
    public void close() {
      worker.close();
    }

    @Override
    public void closeTerminated() {
      domain.closeTerminated();
    }
  }
}
