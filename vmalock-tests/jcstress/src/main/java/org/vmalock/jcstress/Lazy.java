package org.vmalock.jcstress;

import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;

/** A domain of lazily kept contexts: the library's, the model's ({@link ModelLazy}), or a mutant of the model. */
abstract class Lazy {
  /** The resource of a context. All fields are plain: the protocol has to order their accesses. */
  static final class Resource {
    int frees;
    int written;
    int seen;

    void free() {
      seen = written;
      frees++;
    }

    String state() {
      return frees > 0 ? "freed" : "kept";
    }
  }

  /** A context. */
  interface Context {
    Resource resource();

    void releaseUse();
  }

  /** A worker, used by the thread that has registered it. */
  interface Worker {
    void switchTo(Context next);

    /** Borrows the context, then releases the task's use, which may be the last. */
    void switchToIdleAndReleaseUse(Context context);

    void close();
  }

  abstract Context create(int users);

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
    Context create(int users) {
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
    public void releaseUse() {
      context.releaseUse();
    }
  }

  private record LibraryWorker(org.vmalock.lazymm.Worker worker) implements Worker {
    @Override
    public void switchTo(Context next) {
      worker.switchTo(((LibraryContext) next).context());
    }

    @Override
    public void switchToIdleAndReleaseUse(Context context) {
      worker.switchToIdle();
      context.releaseUse();
    }

    @Override
    public void close() {
      worker.close();
    }
  }
}
