package org.vmalock.examples.torture.mutant;

import java.util.function.Supplier;
import org.vmalock.examples.torture.subject.LockKit;
import org.vmalock.examples.torture.subject.Pool;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Structure;

/**
 * Makes models, each of its three parts right or wrong.
 *
 * @param structures make structures
 * @param pools make pools
 * @param nodes make nodes
 */
record ModelKit(Supplier<ModelStructure> structures, Pools pools, Nodes nodes)
    implements LockKit {
  /** Nothing wrong. */
  static final ModelKit SOUND = new ModelKit(ModelStructure::new, ModelPool::new, ModelNode::new);

  /** Makes nodes. */
  interface Nodes {
    ModelNode make(Oracle oracle, ModelPool.Cell home);
  }

  /** Makes pools. */
  interface Pools {
    ModelPool make(int capacity, Supplier<Oracle> oracles, Nodes nodes);
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
    return pools.make(capacity, oracles, nodes);
  }
}
