package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates the locks that a scenario runs on: the library's, the model's, or those of a mutant of the model. */
abstract class Subject {
  /** The library. */
  static final Subject VMALOCK = new Library();

  /** The model without a mutant, which has to pass every scenario that the library has to pass. */
  static final Subject MODEL = new Model(ModelStructure::new, ModelLock::new, TimeUnit.SECONDS.toNanos(10));

  /** Short, because with some mutants a writer waits until its timeout, and this has to be observed often. */
  private static final long MUTANT_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final long writerTimeoutNanos;

  private Subject(long writerTimeoutNanos) {
    this.writerTimeoutNanos = writerTimeoutNanos;
  }

  /** Returns the model with a mutant of the node. */
  static Subject mutant(Function<? super @Nullable ModelStructure, ? extends ModelLock> node) {
    return new Model(ModelStructure::new, node, MUTANT_TIMEOUT_NANOS);
  }

  /** Returns the model with a mutant of the structure lock. */
  static Subject mutantStructure(Supplier<? extends ModelStructure> structure) {
    return new Model(structure, ModelLock::new, MUTANT_TIMEOUT_NANOS);
  }

  /** Returns the model with mutants of both. */
  static Subject mutant(
      Supplier<? extends ModelStructure> structure, Function<? super @Nullable ModelStructure, ? extends ModelLock> node) {
    return new Model(structure, node, MUTANT_TIMEOUT_NANOS);
  }

  abstract Structure structure();

  /** Returns a detached node of a structure. */
  abstract Node node(Structure structure);

  /** Returns a detached node of a structure, if any, from a pool that has no other object. */
  abstract Node pooled(@Nullable Structure structure);

  /** Returns the time in nanoseconds after which a waiting writer counts as not woken; longer than any delay on a busy machine. */
  final long writerTimeoutNanos() {
    return writerTimeoutNanos;
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
        long writerTimeoutNanos) {
      super(writerTimeoutNanos);
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
