package org.vmalock.jcstress;

import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;

/** Domains and contexts of two workers. */
final class Lazy {
  private Lazy() {}

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

  static LazyDomain domain(Scheme scheme) {
    return LazyDomain.builder().scheme(scheme).workers(2).build();
  }

  /** Creates a context with a number of users. */
  static LazyContext<Resource> create(LazyDomain domain, int users) {
    LazyContext<Resource> context = domain.create(new Resource(), Resource::free);
    for (int more = 1; more < users; more++) {
      context.acquireUse();
    }
    return context;
  }
}
