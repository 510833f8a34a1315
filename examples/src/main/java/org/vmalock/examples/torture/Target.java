package org.vmalock.examples.torture;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmalock.examples.torture.mutant.Mutants;
import org.vmalock.examples.torture.mutant.MutantLazy;
import org.vmalock.examples.torture.mutant.MutantLock;
import org.vmalock.examples.torture.mutant.MutantTree;
import org.vmalock.examples.torture.subject.LibraryKit;
import org.vmalock.examples.torture.subject.LibraryTree;

/** What can be tortured. */
enum Target {
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

  Target(String label) {
    this.label = label;
  }

  /** Returns this, or, if it is all, what that is. */
  List<Target> parts() {
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
  static Function<Session, Torture> tortureOf(Mutants mutant) {
    if (mutant instanceof MutantTree tree) {
      return session -> new TreeTorture(session, tree.trees());
    }
    if (mutant instanceof MutantLazy lazy) {
      return session -> new LazyTorture(session, own -> lazy.system(), () -> {});
    }
    MutantLock lock = (MutantLock) mutant;
    return lock.isOfPool() ? session -> new PoolTorture(session, lock.kit()) : session -> new LockTorture(session, lock.kit());
  }

  /** Returns what a broken variant is a variant of. */
  static Target of(Mutants mutant) {
    if (mutant instanceof MutantTree) {
      return TREE;
    }
    if (mutant instanceof MutantLazy) {
      return LAZYMM;
    }
    return ((MutantLock) mutant).isOfPool() ? POOL : LOCK;
  }

  /** Returns all broken variants. */
  static List<Mutants> mutant() {
    return Stream.of(MutantLock.ALL, MutantTree.ALL, MutantLazy.ALL).<Mutants>flatMap(List::stream).toList();
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return label;
  }
}
