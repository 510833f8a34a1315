package org.vmalock.debug.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.debug.mistakes.Report.attached;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;
import org.vmalock.debug.HoldTracker;
import org.vmalock.internal.LeakWatch;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;
import org.vmalock.lazymm.Worker;
import org.vmalock.testing.Actor;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.TimeLimit;

/** Waits that last too long, in the log: who waits, for what, and who holds it. */
@TimeLimit
@EnabledIfSystemProperty(named = "vmalock.debug", matches = "all")
class StallTest {
  private final CapturedLog log = new CapturedLog(LeakWatch.LOGGER);
  private final Actor waiter = new Actor("waiter");
  private final Actor holder = new Actor("holder");

  @AfterEach
  void releaseLog() {
    log.close();
    waiter.close();
    holder.close();
  }

  private Report awaitStall(String name) {
    return Report.ofText(log.await(entry -> entry.startsWith("Stall: ") && entry.contains(name)));
  }

  private static long read(VmaLock node) {
    return node.tryStartRead();
  }

  private static void write(VmaLock node) {
    node.structureLock().lockWrite();
    node.startWrite();
    node.structureLock().unlockWrite();
  }

  private static void writeForLong(StructureLock structure, CountDownLatch locked, CountDownLatch end) throws InterruptedException {
    structure.lockWrite();
    locked.countDown();
    end.await();
    structure.unlockWrite();
  }

  @Test
  void writerBehindReader() throws Exception {
    VmaLock node = VmaLock.standalone("ledger");
    long stamp = holder.call(() -> read(node));
    Actor.Step<Void> writing = waiter.beginAndPark(() -> write(node));
    awaitStall("ledger")
        .says("Stall: waiter has waited ", " ms to write-lock ledger[attached, 1 reader, LOCKED")
        .names("write", "read");
    assertTrue(HoldTracker.dump().contains("waiter has waited "), HoldTracker::dump);
    holder.run(() -> node.endRead(stamp));
    writing.result();
  }

  @Test
  void readerOfStructureBehindWriter() throws Exception {
    StructureLock structure = new StructureLock().named("catalogue");
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Actor.Step<Void> writing = holder.beginAndPark(() -> writeForLong(structure, locked, end));
    locked.await();
    Actor.Step<Void> reading = waiter.beginAndPark(structure::lockRead);
    Report report = awaitStall("catalogue").says("Stall: waiter has waited ", " ms to read-lock catalogue[write-locked by holder");
    assertTrue(report.toString().contains("  held by holder, the thread is waiting at org.vmalock.debug.mistakes.StallTest.writeForLong"), report::toString);
    end.countDown();
    reading.result();
    waiter.run(structure::unlockRead);
    writing.result();
  }

  private static VmaLock take(VmaPool<VmaLock> pool) {
    return pool.alloc();
  }

  @Test
  void allocationFromExhaustedPool() throws Exception {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).name("frames").capacity(1).build();
    VmaLock frame = take(pool);
    Actor.Step<VmaLock> waiting = waiter.beginAndPark(() -> pool.alloc(1, TimeUnit.MINUTES));
    Report report = awaitStall("frames").says("Stall: waiter has waited ", " ms for an object of frames[1 of 1 objects]");
    assertTrue(report.toString().contains("StallTest.take("), report::toString);
    frame.retire(frame.generation());
    waiting.result().retire(frame.generation());
  }

  @Test
  void lookUpBehindLoad() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    ResourcePool<CacheMistakesTest.Block> pool = ResourcePool.builder(CacheMistakesTest.Block::new).capacity(2).build();
    GuardedCache<String, CacheMistakesTest.Block> cache =
        GuardedCache.builder(pool, (String key, CacheMistakesTest.Block block) -> end.await()).build(Caffeine.newBuilder());
    Actor.Step<Void> loading = holder.beginAndPark(() -> cache.get("slow.db").close());
    Actor.Step<Void> waiting = waiter.beginAndPark(() -> cache.get("slow.db").close());
    Report report = awaitStall("slow.db").says("Stall: waiter has waited ", " ms for key slow.db: a load in progress in thread holder");
    assertTrue(report.toString().contains("  held by holder, the thread is waiting at "), report::toString);
    end.countDown();
    loading.result();
    waiting.result();
    assertTrue(cache.close(1, TimeUnit.SECONDS));
  }

  @Test
  void manyStallsDoNotFloodTheLog() throws Exception {
    StructureLock structure = new StructureLock().named("crowded");
    holder.run(structure::lockWrite);
    List<Thread> crowd = Stream.generate(() -> new Thread(structure::lockRead)).limit(15).toList();
    crowd.forEach(Thread::start);
    log.await(entry -> entry.matches("Stall: \\d+ more threads have waited for 50 ms; HoldTracker.dump\\(\\) lists all waits"));
    holder.run(structure::unlockWrite);
    for (Thread thread : crowd) {
      thread.join();
    }
  }

  private static List<String> close(VmaPool<VmaLock> pool) throws InterruptedException {
    return pool.close(1, TimeUnit.MINUTES);
  }

  @Test
  void closeOfPoolBehindReader() throws Exception {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).name("closing").capacity(2).build();
    VmaLock frame = take(pool);
    frame.markAttached();
    long stamp = holder.call(() -> read(frame));
    frame.retire(frame.generation());
    Actor.Step<List<String>> closing = waiter.beginAndPark(() -> close(pool));
    awaitStall("closing").says("Stall: waiter has waited ", " ms to close closing[1 of 2 objects").names("close", "read");
    holder.run(() -> frame.endRead(stamp));
    assertEquals(List.of(), closing.result());
  }

  @Test
  void closeOfCacheBehindHolder() throws Exception {
    ResourcePool<CacheMistakesTest.Block> pool = ResourcePool.builder(CacheMistakesTest.Block::new).capacity(2).build();
    GuardedCache<String, CacheMistakesTest.Block> cache =
        GuardedCache.builder(pool, (String key, CacheMistakesTest.Block block) -> {}).name("library").build(Caffeine.newBuilder());
    CacheHandle<CacheMistakesTest.Block> held = holder.call(() -> cache.get("held.db"));
    Actor.Step<Boolean> closing = waiter.beginAndPark(() -> cache.close(1, TimeUnit.MINUTES));
    Report report = awaitStall("library").says("Stall: waiter has waited ", " ms to close library[");
    assertTrue(report.toString().contains(" of key held.db["), report::toString);
    assertTrue(report.toString().contains("  by holder for "), report::toString);
    holder.run(held::close);
    assertTrue(closing.result());
  }

  private static LazyDomain domain(String name) {
    return LazyDomain.builder().name(name).scheme(Scheme.SHOOTDOWN).shootdownTimeout(1, TimeUnit.MINUTES).build();
  }

  /** Registers the holder, which then waits with a context borrowed, and answers no request until the latch is released. */
  private Actor.Step<Void> keep(LazyDomain domain, LazyContext<String> context, CountDownLatch end) throws Exception {
    Worker worker = holder.call(() -> domain.register("poller"));
    holder.run(() -> {
      worker.switchTo(context);
      worker.switchToIdle();
    });
    return holder.beginAndPark(() -> poll(worker, end));
  }

  private static void poll(Worker worker, CountDownLatch end) throws InterruptedException {
    end.await();
    worker.close();
  }

  private static boolean drain(LazyDomain domain) throws InterruptedException {
    return domain.drain(1, TimeUnit.MINUTES);
  }

  private static boolean change(LazyDomain domain) throws InterruptedException {
    return domain.changeScheme(Scheme.REFCOUNT, 1, TimeUnit.MINUTES);
  }

  private static boolean end(LazyContext<String> context) {
    return context.releaseUse();
  }

  @Test
  void drainBehindWorker() throws Exception {
    LazyDomain domain = domain("sessions");
    CountDownLatch end = new CountDownLatch(1);
    Actor.Step<Void> polling = keep(domain, domain.create("session", value -> {}), end);
    Actor.Step<Boolean> draining = waiter.beginAndPark(() -> drain(domain));
    Report report = awaitStall("sessions")
        .says("Stall: waiter has waited ", " ms for workers of sessions[SHOOTDOWN, 1 workers")
        .names("drain", "poll");
    String kept = "  kept by Worker[poller: idle, borrows by a hazard] of holder, the thread is waiting at org.vmalock.debug.mistakes.StallTest.poll";
    assertTrue(report.toString().contains(kept), report::toString);
    end.countDown();
    assertTrue(draining.result());
    polling.result();
  }

  @Test
  void changeOfSchemeBehindWorker() throws Exception {
    LazyDomain domain = domain("tenants");
    CountDownLatch end = new CountDownLatch(1);
    Actor.Step<Void> polling = keep(domain, domain.create("tenant", value -> {}), end);
    Actor.Step<Boolean> changing = waiter.beginAndPark(() -> change(domain));
    awaitStall("tenants").says("Stall: waiter has waited ", " ms for workers of tenants[REFCOUNT").names("change", "poll");
    end.countDown();
    assertTrue(changing.result());
    polling.result();
  }

  @Test
  void lastUserBehindWorker() throws Exception {
    LazyDomain domain = domain("regions");
    LazyContext<String> context = domain.create("region", value -> {});
    CountDownLatch end = new CountDownLatch(1);
    Actor.Step<Void> polling = keep(domain, context, end);
    Actor.Step<Boolean> ending = waiter.beginAndPark(() -> end(context));
    awaitStall("regions").says("Stall: waiter has waited ", " ms for workers of regions[SHOOTDOWN").names("end", "poll");
    end.countDown();
    assertTrue(ending.result());
    polling.result();
  }

  @Test
  void readerOfNodeBehindWriter() throws Exception {
    StructureLock structure = new StructureLock().named("map");
    VmaLock node = attached(structure);
    holder.run(() -> {
      structure.lockWrite();
      node.startWrite();
    });
    Actor.Step<Long> reading = waiter.beginAndPark(() -> node.startRead());
    awaitStall("VmaLock@").says("Stall: waiter has waited ", " ms to read-lock VmaLock@", ", write-locked]");
    holder.run(structure::unlockWrite);
    long stamp = reading.result();
    waiter.run(() -> node.endRead(stamp));
  }
}
