package org.vmalock.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The published index of a tree. One writer at a time publishes, by one store for each write section: into the lowest branch above all its
 * changes, or of the root.
 *
 * <p>A snapshot is a root below which nothing changes any more. It begins a new epoch; the writer stores only into branches of the current
 * epoch, and publishes copies of all others, up to the root. A snapshot does not wait for a commit that may have seen the old epoch: the
 * commit is announced, and the snapshot copies the way to the one slot that it may store. memory-ordering.md has the argument.
 */
final class Index {
  private static final VarHandle ROOT = field("root", IndexNode.class);
  private static final VarHandle EPOCH = field("epoch", long.class);
  private static final VarHandle PUBLICATION = field("publication", Publication.class);
  private static final VarHandle RANGES = field("ranges", long.class);

  static {
    Index linked = new Index(); // the stores of a commit must not fail between each other
    linked.publish(new Publication(null, 0, IndexNode.EMPTY, IndexNode.EMPTY, 0, 0, false));
    linked.endCommit();
  }

  @SuppressWarnings("UnusedVariable") // accessed through ROOT
  private IndexNode root = IndexNode.EMPTY;

  /** The number of snapshots that were begun. */
  @SuppressWarnings("UnusedVariable") // accessed through EPOCH
  private long epoch;

  /** The commit in progress, or null. */
  @SuppressWarnings("UnusedVariable") // accessed through PUBLICATION
  private @Nullable Publication publication;

  /** The number of ranges after the last commit that has ended. */
  private long ranges;

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(Index.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // ---- Reading

  IndexNode root() {
    return (IndexNode) ROOT.getAcquire(this);
  }

  /** Returns the number of ranges at one moment of the call. */
  long size() {
    Publication commit = (Publication) PUBLICATION.getAcquire(this);
    return commit == null ? (long) RANGES.getAcquire(this) : commit.ranges(commit.current(root()));
  }

  /** Returns the ranges at one moment of the call. */
  <V> VmaSnapshot<V> snapshot() {
    while (true) {
      IndexNode version = root(); // before the step of the epoch: no branch below it belongs to the new one
      EPOCH.getAndAdd(this, 1L);
      VmaSnapshot<V> snapshot = frozen(version, (Publication) PUBLICATION.getVolatile(this));
      if (root() == version) { // after the step: it was the root all the time
        return snapshot;
      }
    }
  }

  /** Returns a version whose epoch has ended, except for the store of a commit in progress. */
  private <V> VmaSnapshot<V> frozen(IndexNode version, @Nullable Publication commit) {
    if (version == IndexNode.EMPTY) {
      return new VmaSnapshot<>(version, 0); // it may have been replaced and restored meanwhile, so that the number is of another version
    }
    if (commit == null) {
      return new VmaSnapshot<>(version, (long) RANGES.getAcquire(this));
    }
    IndexNode current = commit.current(version);
    IndexNode branch = commit.branch();
    IndexNode frozen = branch == null ? version : version.withChild(branch, commit.position(), current);
    return new VmaSnapshot<>(frozen, commit.ranges(current));
  }

  // ---- Publishing; only under the write lock

  long epoch() {
    return (long) EPOCH.getVolatile(this);
  }

  long ranges() {
    return ranges;
  }

  /** Announces a commit, to be followed by a look at the epoch. A snapshot that this look misses finds the announcement. */
  void announce(Publication commit) {
    PUBLICATION.setVolatile(this, commit);
  }

  /** Performs the announced commit. Allocates nothing. */
  void publish(Publication commit) {
    IndexNode branch = commit.branch();
    if (branch == null) {
      ROOT.setRelease(this, commit.replacement());
    } else if (commit.gapsChange()) {
      Gaps.raise(root(), branch, commit);
      branch.replaceChild(commit.position(), commit.replacement());
      Gaps.settle(root(), branch, commit);
    } else {
      branch.replaceChild(commit.position(), commit.replacement());
    }
    RANGES.setRelease(this, commit.rangesAfter());
  }

  /** Ends a commit that was announced, whether it was performed or not. */
  void endCommit() {
    PUBLICATION.setRelease(this, null);
  }
}
