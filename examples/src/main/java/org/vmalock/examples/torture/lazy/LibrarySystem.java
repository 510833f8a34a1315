package org.vmalock.examples.torture.lazy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.vmalock.lazymm.Cpu;
import org.vmalock.lazymm.LazyStatistics;
import org.vmalock.lazymm.Mm;
import org.vmalock.lazymm.MmDomain;
import org.vmalock.lazymm.MmReleasedException;

/** The library behind the interface. */
public final class LibrarySystem implements LazySystem {
  private final MmDomain domain;
  private final Runnable onFree;
  private final LazyLedger ledger = new LazyLedger();

  /**
   * Creates the system.
   *
   * @param domain of any scheme, used by nobody else
   */
  public LibrarySystem(MmDomain domain) {
    this(domain, () -> {});
  }

  /**
   * Creates the system.
   *
   * @param domain of any scheme, used by nobody else
   * @param onFree called when a context has been freed, and may throw
   */
  public LibrarySystem(MmDomain domain, Runnable onFree) {
    this.domain = domain;
    this.onFree = onFree;
  }

  /**
   * The domain, to change its scheme in the midst of a run.
   *
   * @return what the constructor got
   */
  public MmDomain domain() {
    return domain;
  }

  @Override
  public Context open() {
    ledger.opened.increment();
    return new LibraryContext();
  }

  @Override
  public Worker bringUp(String name) {
    return new LibraryWorker(domain.bringUp(name));
  }

  @Override
  public int settle() {
    return domain.settle();
  }

  /** The library keeps its own statistics; they are carried over when somebody asks. */
  @Override
  public LazyLedger ledger() {
    LazyStatistics statistics = domain.statistics();
    synchronized (ledger) {
      ledger.converts.reset();
      ledger.converts.add(statistics.handedOver());
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
    private final Mm<Memory> mm = domain.create(new Memory(), Memory::free);

    @Override
    public boolean tryGet() {
      return mm.tryGet();
    }

    @Override
    public void put() {
      mm.put();
    }

    @Override
    public void touch() {
      LibrarySystem.this.touch(mm);
    }
  }

  private void touch(Mm<?> mm) {
    try {
      ((Memory) mm.resource()).touch();
    } catch (MmReleasedException e) {
      ledger.usedAfterFree.increment();
    }
  }

  private final class LibraryWorker implements Worker {
    private final Cpu cpu;

    LibraryWorker(Cpu cpu) {
      this.cpu = cpu;
    }

    @Override
    public void switchTo(Context context) {
      cpu.switchTo(((LibraryContext) context).mm);
    }

    @Override
    public void switchToKernel() {
      if (cpu.isUser()) {
        ledger.grabs.increment();
      }
      cpu.switchToKernel();
    }

    @Override
    public boolean tryUse() {
      return cpu.isBorrowing() && cpu.tryUse();
    }

    @Override
    public void touch() {
      Mm<?> mm = cpu.active();
      if (mm != null) {
        LibrarySystem.this.touch(mm);
      }
    }

    @Override
    public void rest(long nanos) {
      cpu.park(nanos);
    }

    @Override
    public void takeDown() {
      cpu.takeDown();
    }

    @Override
    public void takeDownDead() {
      domain.takeDownDead();
    }
  }
}
