package org.vmalock.jcstress;

import org.vmalock.lazymm.Cpu;
import org.vmalock.lazymm.Mm;
import org.vmalock.lazymm.MmDomain;
import org.vmalock.lazymm.Scheme;

/** Contexts that a worker borrows: the library's, or those of {@link ModelLazy}, perhaps with a flaw. */
abstract class Lazy {
  /** What a context leads to. All fields plain: the protocol has to order them. */
  static final class Resource {
    int frees;
    int written;
    int seen;

    void free() {
      seen = written;
      frees++;
    }

    String look() {
      return frees > 0 ? "freed" : "kept";
    }
  }

  /** A context. */
  interface Context {
    Resource resource();

    void put();
  }

  /** A worker, of the thread that has brought it up. */
  interface Worker {
    void switchTo(Context context);

    /** Keeps the context borrowed, and gives the task's reference up, which may be the last. */
    void switchAwayAndPut(Context context);

    void takeDown();
  }

  abstract Context open(int users);

  abstract Worker bringUp();

  static Lazy library(Scheme scheme) {
    return new Library(scheme);
  }

  private static final class Library extends Lazy {
    private final MmDomain domain;

    Library(Scheme scheme) {
      domain = MmDomain.builder().scheme(scheme).workers(2).build();
    }

    @Override
    Context open(int users) {
      Mm<Resource> mm = domain.create(new Resource(), Resource::free);
      for (int more = 1; more < users; more++) {
        mm.get();
      }
      return new LibraryContext(mm, mm.resource());
    }

    @Override
    Worker bringUp() {
      return new LibraryWorker(domain.bringUp("worker"));
    }
  }

  private record LibraryContext(Mm<Resource> mm, Resource resource) implements Context {
    @Override
    public void put() {
      mm.put();
    }
  }

  private record LibraryWorker(Cpu cpu) implements Worker {
    @Override
    public void switchTo(Context context) {
      cpu.switchTo(((LibraryContext) context).mm());
    }

    @Override
    public void switchAwayAndPut(Context context) {
      cpu.switchToKernel();
      context.put();
    }

    @Override
    public void takeDown() {
      cpu.takeDown();
    }
  }
}
