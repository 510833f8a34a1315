package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whose locks a scenario runs on: the library's, the model's, or those of the model with a mutant. */
abstract class Subject {
  /** The library. */
  static final Subject VMALOCK = new Library();

  /** The model without a mutant: it has to pass what the library has to pass. */
  static final Subject MODEL = new Model(ModelStructure::new, ModelLock::new, TimeUnit.SECONDS.toNanos(10));

  /** Short: in a control, writers do wait in vain, and that is to be seen often. */
  private static final long PATIENCE_WITH_MUTANTS = TimeUnit.MILLISECONDS.toNanos(200);

  private final long patienceNanos;

  private Subject(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** The model with a mutant in the node. */
  static Subject flawed(Function<? super @Nullable ModelStructure, ? extends ModelLock> node) {
    return new Model(ModelStructure::new, node, PATIENCE_WITH_MUTANTS);
  }

  /** The model with a mutant in the structure lock. */
  static Subject flawedStructure(Supplier<? extends ModelStructure> structure) {
    return new Model(structure, ModelLock::new, PATIENCE_WITH_MUTANTS);
  }

  /** The model with a mutant that takes two. */
  static Subject flawed(
      Supplier<? extends ModelStructure> structure, Function<? super @Nullable ModelStructure, ? extends ModelLock> node) {
    return new Model(structure, node, PATIENCE_WITH_MUTANTS);
  }

  abstract Structure structure();

  /** A detached node of a structure. */
  abstract Node node(Structure structure);

  /** A detached node, perhaps of a structure, from a pool of its own that has room for this one. */
  abstract Node pooled(@Nullable Structure structure);

  /** How long a writer waits before it counts as forgotten: long against any delay that a busy machine causes. */
  final long patienceNanos() {
    return patienceNanos;
  }

  private static final class Library extends Subject {
    Library() {
      super(TimeUnit.SECONDS.toNanos(10));
    }

    @Override
    Structure structure() {
      return new VmaStructure();
    }

    @Override
    Node node(Structure structure) {
      return new VmaNode((VmaStructure) structure);
    }

    @Override
    Node pooled(@Nullable Structure structure) {
      return VmaNode.pooled((VmaStructure) structure);
    }
  }

  private static final class Model extends Subject {
    private final Supplier<? extends ModelStructure> structures;
    private final Function<? super @Nullable ModelStructure, ? extends ModelLock> nodes;

    Model(
        Supplier<? extends ModelStructure> structures,
        Function<? super @Nullable ModelStructure, ? extends ModelLock> nodes,
        long patienceNanos) {
      super(patienceNanos);
      this.structures = structures;
      this.nodes = nodes;
    }

    @Override
    Structure structure() {
      return structures.get();
    }

    @Override
    Node node(Structure structure) {
      return nodes.apply((ModelStructure) structure);
    }

    @Override
    Node pooled(@Nullable Structure structure) {
      return nodes.apply((ModelStructure) structure);
    }
  }
}
