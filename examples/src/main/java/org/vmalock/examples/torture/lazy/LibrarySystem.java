package org.vmalock.examples.torture.lazy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.vmalock.lazymm.LazyStats;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.ContextReleasedException;

/** The library behind the interface. */
public final class LibrarySystem implements LazySystem {
  private final LazyDomain domain;
  private final Runnable onFree;
  private final LazyLedger ledger = new LazyLedger();

  /**
   * Creates the system.
   *
   * @param domain of any scheme, used by nobody else
   */
  public LibrarySystem(LazyDomain domain) {
    this(domain, () -> {});
  }

  /**
   * Creates the system.
   *
   * @param domain of any scheme, used by nobody else
   * @param onFree called when a context has been freed, and may throw
   */
  public LibrarySystem(LazyDomain domain, Runnable onFree) {
    this.domain = domain;
    this.onFree = onFree;
  }

  /**
   * The domain, to change its scheme in the midst of a run.
   *
   * @return what the constructor got
   */
  public LazyDomain domain() {
    return domain;
  }

  @Override
  public Context open() {
    ledger.opened.increment();
    return new LibraryContext();
  }

  @Override
  public Worker register(String name) {
    return new LibraryWorker(domain.register(name));
  }

  @Override
  public int settle() {
    return domain.settle();
  }

  /** The library keeps its own statistics; they are carried over when somebody asks. */
  @Override
  public LazyLedger ledger() {
    LazyStats statistics = domain.statistics();
    synchronized (ledger) {
      ledger.converts.reset();
      ledger.converts.add(statistics.handedOff());
      ledger.steals.reset();
      ledger.steals.add(statistics.takenBack() + statistics.droppedOnBehalf());
      ledger.drops.reset();
      ledger.drops.add(statistics.droppedByOwner());
    }
    return ledger;
  }

  /** What is freed: it remembers that. */
  private final class Memory {
    private final AtomicBoolean freed = new AtomicBoolean();

    void free() {
      if (freed.getAndSet(true)) {
        ledger.releasedAgain.increment();
      } else {
        ledger.released.increment();
      }
      onFree.run();
    }

    void touch() {
      if (freed.get()) {
        ledger.usedAfterFree.increment();
      }
    }
  }

  private final class LibraryContext implements Context {
    private final LazyContext<Memory> context = domain.create(new Memory(), Memory::free);

    @Override
    public boolean tryGet() {
      return context.tryAcquireUse();
    }

    @Override
    public void put() {
      context.releaseUse();
    }

    @Override
    public void touch() {
      LibrarySystem.this.touch(context);
    }
  }

  private void touch(LazyContext<?> context) {
    try {
      ((Memory) context.resource()).touch();
    } catch (ContextReleasedException e) {
      ledger.usedAfterFree.increment();
    }
  }

  private final class LibraryWorker implements Worker {
    private final org.vmalock.lazymm.Worker worker;

    LibraryWorker(org.vmalock.lazymm.Worker worker) {
      this.worker = worker;
    }

    @Override
    public void switchTo(Context next) {
      worker.switchTo(((LibraryContext) next).context);
    }

    @Override
    public void switchToIdle() {
      if (worker.isUser()) {
        ledger.grabs.increment();
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
    public void rest(long nanos) {
      worker.park(nanos);
    }

    @Override
    public void close() {
      worker.close();
    }

    @Override
    public void closeDead() {
      domain.closeDead();
    }
  }
}
