package org.vmalock.jcstress;

import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;

/** Contexts that a worker borrows: the library's, or those of {@link ModelLazy}, perhaps with a mutant. */
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
    void switchTo(Context next);

    /** Keeps the context borrowed, and gives the task's reference up, which may be the last. */
    void switchAwayAndPut(Context context);

    void close();
  }

  abstract Context open(int users);

  abstract Worker register();

  static Lazy library(Scheme scheme) {
    return new Library(scheme);
  }

  private static final class Library extends Lazy {
    private final LazyDomain domain;

    Library(Scheme scheme) {
      domain = LazyDomain.builder().scheme(scheme).workers(2).build();
    }

    @Override
    Context open(int users) {
      LazyContext<Resource> context = domain.create(new Resource(), Resource::free);
      for (int more = 1; more < users; more++) {
        context.acquireUse();
      }
      return new LibraryContext(context, context.resource());
    }

    @Override
    Worker register() {
      return new LibraryWorker(domain.register("worker"));
    }
  }

  private record LibraryContext(LazyContext<Resource> context, Resource resource) implements Context {
    @Override
    public void put() {
      context.releaseUse();
    }
  }

  private record LibraryWorker(org.vmalock.lazymm.Worker worker) implements Worker {
    @Override
    public void switchTo(Context next) {
      worker.switchTo(((LibraryContext) next).context());
    }

    @Override
    public void switchAwayAndPut(Context context) {
      worker.switchToIdle();
      context.put();
    }

    @Override
    public void close() {
      worker.close();
    }
  }
}
