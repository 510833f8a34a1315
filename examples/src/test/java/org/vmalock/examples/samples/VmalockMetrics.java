package org.vmalock.examples.samples;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.vmalock.StructureLock;
import org.vmalock.VmaPool;
import org.vmalock.WaitStats;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.LazyStats;
import org.vmalock.tree.VmaTree;

/** Binds statistics to a Micrometer registry. Copy what you need; each meter takes a snapshot when it is read. */
final class VmalockMetrics {
  private VmalockMetrics() {}

  static void bind(MeterRegistry registry, String name, StructureLock structure) {
    bindWaits(registry, "vmalock.drains", name, structure, of -> of.statistics().drains());
    bindWaits(registry, "vmalock.reads", name, structure, of -> of.statistics().reads());
    bindWaits(registry, "vmalock.structure", name, structure, of -> of.statistics().locks());
  }

  static void bind(MeterRegistry registry, String name, VmaPool<?> pool) {
    Gauge.builder("vmalock.pool.in.use", pool, VmaPool::inUse).tag("name", name).register(registry);
    FunctionCounter.builder("vmalock.pool.refusals", pool, of -> of.statistics().refusals()).tag("name", name).register(registry);
    bindWaits(registry, "vmalock.pool", name, pool, of -> of.statistics().waits());
  }

  static void bind(MeterRegistry registry, String name, VmaTree<?> tree) {
    bind(registry, name, tree.structure());
    FunctionCounter.builder("vmalock.tree.retries", tree, of -> of.statistics().retries()).tag("name", name).register(registry);
    FunctionCounter.builder("vmalock.tree.versions", tree, of -> of.statistics().versions()).tag("name", name).register(registry);
  }

  /** Caffeine's own statistics are bound by Micrometer's {@code CaffeineCacheMetrics}. */
  static void bind(MeterRegistry registry, String name, GuardedCache<?, ?> cache) {
    Gauge.builder("vmalock.cache.live", cache, of -> of.lifetimeStats().live()).tag("name", name).register(registry);
    bindWaits(registry, "vmalock.cache.loads", name, cache, of -> of.lifetimeStats().loads());
  }

  static void bind(MeterRegistry registry, String name, LazyDomain domain) {
    Gauge.builder("vmalock.contexts.unreleased", domain, of -> of.statistics().unreleased()).tag("name", name).register(registry);
    FunctionCounter.builder("vmalock.contexts.unanswered", domain, of -> of.statistics().unanswered()).tag("name", name).register(registry);
    bindWaits(registry, "vmalock.contexts", name, domain, of -> waits(of.statistics()));
  }

  private static WaitStats waits(LazyStats of) {
    return new WaitStats(of.waits(), of.waiting(), of.waitedNanos(), of.longestNanos(), of.abandoned());
  }

  /** Binds the waits of one kind. The registry keeps no strong reference to the object. */
  private static <T> void bindWaits(MeterRegistry registry, String prefix, String name, T object, Function<T, WaitStats> waits) {
    Tags tags = Tags.of("name", name);
    FunctionCounter.builder(prefix + ".waits", object, of -> waits.apply(of).waits()).tags(tags).register(registry);
    FunctionCounter.builder(prefix + ".abandoned", object, of -> waits.apply(of).abandoned()).tags(tags).register(registry);
    Gauge.builder(prefix + ".waiting", object, of -> waits.apply(of).waiting()).tags(tags).register(registry);
    TimeGauge.builder(prefix + ".waited", object, TimeUnit.NANOSECONDS, of -> waits.apply(of).waitedNanos()).tags(tags).register(registry);
  }
}
