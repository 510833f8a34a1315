package org.vmalock.examples.torture.mutant;

import java.util.function.Supplier;
import org.vmalock.examples.torture.subject.LockKit;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Pool;
import org.vmalock.examples.torture.subject.Structure;

/**
 * Creates models of structures, pools and nodes, each correct or a mutant.
 *
 * @param structures creates structures
 * @param pools creates pools
 * @param nodes creates nodes
 */
record ModelKit(Supplier<ModelStructure> structures, Pools pools, Nodes nodes) implements LockKit {
  /** The models without a mutant. */
  static final ModelKit CORRECT = new ModelKit(ModelStructure::new, ModelPool::new, ModelNode::new);

  /** Creates nodes. */
  interface Nodes {
    ModelNode create(Oracle oracle, ModelPool.Cell home);
  }

  /** Creates pools. */
  interface Pools {
    ModelPool create(int capacity, Supplier<Oracle> oracles, Nodes nodes);
  }

  ModelKit withNodes(Nodes others) {
    return new ModelKit(structures, pools, others);
  }

  ModelKit withStructures(Supplier<ModelStructure> others) {
    return new ModelKit(others, pools, nodes);
  }

  ModelKit withPools(Pools others) {
    return new ModelKit(structures, others, nodes);
  }

  @Override
  public Structure newStructure() {
    return structures.get();
  }

  @Override
  public Pool newPool(int capacity, Supplier<Oracle> oracles) {
    return pools.create(capacity, oracles, nodes);
  }
}
