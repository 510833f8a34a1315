package org.vmalock.examples.torture;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmalock.examples.torture.mutant.TortureMutant;
import org.vmalock.examples.torture.subject.LibraryKit;
import org.vmalock.examples.torture.subject.LibraryTree;

/** The targets of the torture tests. */
enum Target {
  /** Node locks and structure locks. */
  LOCK("lock"),
  /** A pool whose objects belong to no structure. */
  POOL("pool"),
  /** A tree of ranges. */
  TREE("tree"),
  /** Contexts that workers keep lazily. */
  LAZYMM("lazymm"),
  /** All targets, one after another. */
  ALL("all");

  /** Number of blocks of ranges beside those that are checked in detail: about four thousand ranges, in an index of three levels. */
  private static final int BLOCKS = 64;

  private final String label;

  Target(String label) {
    this.label = label;
  }

  /** Returns the single targets: all of them for {@link #ALL}, else this one. */
  List<Target> parts() {
    return this == ALL ? Stream.of(values()).filter(target -> target != ALL).toList() : List.of(this);
  }

  /** Returns the torture test of the library's implementation; not for {@link #LAZYMM}, whose tests depend on the scheme. */
  Function<TortureControl, Torture> torture() {
    return switch (this) {
      case LOCK -> control -> new LockTorture(control, new LibraryKit());
      case POOL -> control -> new PoolTorture(control, new LibraryKit());
      case TREE -> control -> new TreeTorture(control, violations -> new LibraryTree(), new Background(BLOCKS));
      case LAZYMM, ALL -> throw new IllegalArgumentException("not a single target, or one that needs a scheme: " + this);
    };
  }

  /** Returns the target that a mutant belongs to. */
  static Target of(TortureMutant mutant) {
    return Stream.of(values())
        .filter(target -> target.label.equals(mutant.target()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(mutant + ": no target is named " + mutant.target()));
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return label;
  }
}
