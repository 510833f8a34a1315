package org.vmalock.examples.torture.busted;

import java.util.function.Supplier;
import org.vmalock.examples.torture.subject.LockKit;
import org.vmalock.examples.torture.subject.Pool;
import org.vmalock.examples.torture.subject.Shadow;
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
    ModelNode make(Shadow shadow, ModelPool.Cell home);
  }

  /** Makes pools. */
  interface Pools {
    ModelPool make(int capacity, Supplier<Shadow> shadows, Nodes nodes);
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
  public Pool newPool(int capacity, Supplier<Shadow> shadows) {
    return pools.make(capacity, shadows, nodes);
  }
}
