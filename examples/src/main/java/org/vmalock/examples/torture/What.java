package org.vmalock.examples.torture;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmalock.examples.torture.busted.Busted;
import org.vmalock.examples.torture.busted.BustedLazy;
import org.vmalock.examples.torture.busted.BustedLock;
import org.vmalock.examples.torture.busted.BustedTree;
import org.vmalock.examples.torture.subject.LibraryKit;
import org.vmalock.examples.torture.subject.LibraryTree;

/** What can be tortured. */
enum What {
  /** Locks of nodes and of structures. */
  LOCK("lock"),
  /** A pool, and objects that belong to no structure. */
  POOL("pool"),
  /** A tree of ranges. */
  TREE("tree"),
  /** Contexts that workers keep at hand. */
  LAZYMM("lazymm"),
  /** All, one after the other. */
  ALL("all");

  private final String label;

  What(String label) {
    this.label = label;
  }

  /** Returns this, or, if it is all, what that is. */
  List<What> parts() {
    return this == ALL ? Stream.of(values()).filter(part -> part != ALL).toList() : List.of(this);
  }

  /** Makes the torture of the library's, which for {@link #LAZYMM} depends on the scheme. */
  Function<Session, Torture> torture() {
    return switch (this) {
      case LOCK -> session -> new LockTorture(session, new LibraryKit());
      case POOL -> session -> new PoolTorture(session, new LibraryKit());
      case TREE -> session -> new TreeTorture(session, violations -> new LibraryTree());
      case LAZYMM, ALL -> throw new IllegalArgumentException("one part at a time");
    };
  }

  /** Makes the torture of a broken variant. */
  static Function<Session, Torture> tortureOf(Busted busted) {
    if (busted instanceof BustedTree tree) {
      return session -> new TreeTorture(session, tree.trees());
    }
    if (busted instanceof BustedLazy lazy) {
      return session -> new LazyTorture(session, own -> lazy.system(), () -> {});
    }
    BustedLock lock = (BustedLock) busted;
    return lock.isOfPool() ? session -> new PoolTorture(session, lock.kit()) : session -> new LockTorture(session, lock.kit());
  }

  /** Returns what a broken variant is a variant of. */
  static What of(Busted busted) {
    if (busted instanceof BustedTree) {
      return TREE;
    }
    if (busted instanceof BustedLazy) {
      return LAZYMM;
    }
    return ((BustedLock) busted).isOfPool() ? POOL : LOCK;
  }

  /** Returns all broken variants. */
  static List<Busted> busted() {
    return Stream.of(BustedLock.ALL, BustedTree.ALL, BustedLazy.ALL).<Busted>flatMap(List::stream).toList();
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return label;
  }
}
