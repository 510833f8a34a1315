package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaTree;

@Timeout(120)
class VmalockMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private double value(String meter) {
    return registry.get(meter).tag("name", "sample").meter().measure().iterator().next().getValue();
  }

  private final VmaLock node = VmaLock.standalone();
  private final VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build();
  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();

  @Test
  void theWaitsOfAStructureAreMeasured() throws Exception {
    VmalockMetrics.bind(registry, "sample", node.structureLock());
    long stamp = node.tryStartRead();
    node.structureLock().lockWrite();
    assertFalse(node.tryStartWrite(5, TimeUnit.MILLISECONDS));
    node.structureLock().unlockWrite();
    node.endRead(stamp);
    assertEquals(1, value("vmalock.drains.waits"));
    assertEquals(1, value("vmalock.drains.abandoned"));
    assertEquals(0, value("vmalock.drains.waiting"));
    assertTrue(value("vmalock.drains.waited") > 0);
    assertEquals(0, value("vmalock.structure.waits"));
  }

  @Test
  void aPoolIsMeasured() {
    VmalockMetrics.bind(registry, "sample", pool);
    VmaLock object = pool.alloc();
    assertNull(pool.tryAlloc());
    assertEquals(1, value("vmalock.pool.in.use"));
    assertEquals(1, value("vmalock.pool.refusals"));
    object.retire(object.generation());
    assertEquals(0, value("vmalock.pool.in.use"));
    pool.close();
  }

  /** A resource without content. */
  private static final class Block extends CachedResource {}

  @Test
  void aCacheIsMeasured() {
    ResourcePool<Block> blocks = ResourcePool.builder(Block::new).capacity(2).build();
    GuardedCache<String, Block> cache = GuardedCache.builder(blocks, (String key, Block block) -> {}).build(Caffeine.newBuilder());
    VmalockMetrics.bind(registry, "sample", cache);
    cache.get("one").close();
    assertEquals(1, value("vmalock.cache.live"));
    assertEquals(0, value("vmalock.cache.loads.waits"));
    cache.close();
    assertEquals(0, value("vmalock.cache.live"));
  }

  @Test
  void contextsAreMeasured() {
    LazyDomain domain = LazyDomain.builder().build();
    VmalockMetrics.bind(registry, "sample", domain);
    LazyContext<String> context = domain.create("tenant", released -> {});
    assertEquals(1, value("vmalock.contexts.unreleased"));
    context.releaseUse();
    assertEquals(0, value("vmalock.contexts.unreleased"));
    assertEquals(0, value("vmalock.contexts.unanswered"));
  }

  @Test
  void aTreeIsMeasured() {
    VmalockMetrics.bind(registry, "sample", tree);
    tree.map(0, 10, "one");
    assertEquals(1, value("vmalock.tree.versions"));
    assertEquals(0, value("vmalock.drains.waits"));
  }
}
