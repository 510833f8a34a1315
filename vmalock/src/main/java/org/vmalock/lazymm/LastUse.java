package org.vmalock.lazymm;

import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.internal.ReleaseQueue;

/**
 * What the last user of a {@link LazyContext} does: requests the borrowing workers to release, under {@link Scheme#SHOOTDOWN}, converts
 * the hazards that remain, and drops the reference that all users share. Created before the use is released, so that a lack of memory
 * changes nothing.
 *
 * <p>Release actions that run on behalf of workers are queued during the scan, and run after it.
 */
final class LastUse extends ReleaseQueue.Link {
  private final LazyContext<?> context;
  private final long shootdownNanos;
  private final @Nullable Shootdown shootdown;
  private final Unlazy unlazy;

  LastUse(LazyDomain domain, LazyContext<?> context, Lifetime lifetime) {
    this.context = context;
    shootdownNanos = domain.shootdownNanos();
    shootdown = domain.scheme() == Scheme.SHOOTDOWN ? new Shootdown(domain, context, lifetime) : null;
    unlazy = new Unlazy(domain, context, lifetime);
  }

  /**
   * Returns the exceptions of wake-ups and release actions, joined, or null if there are none. If the requests fail, the scan converts
   * all hazards. If the scan fails, the users' reference stays, and the resource leaks: it may still be borrowed.
   */
  @Override
  protected @Nullable Throwable release() {
    Throwable failure = requestRelease();
    try {
      failure = Failures.joinAny(failure, unlazy.run());
    } catch (Throwable e) {
      return Failures.join(failure, e);
    }
    return context.releaseAndJoin(failure);
  }

  private @Nullable Throwable requestRelease() {
    try {
      return shootdown == null ? null : shootdown.run(shootdownNanos);
    } catch (Throwable e) {
      return e;
    }
  }
}
