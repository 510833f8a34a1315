package com.acme;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;
import org.vmalock.debug.HoldTracker;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.LazyRef;
import org.vmalock.lazymm.Worker;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.Unmapping;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/**
 * Makes the mistakes that {@code diagnostics.md} shows, one after the other, and prints the reports. Started with {@code
 * -Dvmalock.debug=all} and short times.
 */
public final class Shop {
  /** A node of an index. */
  static final class Page extends VmaLock {
    private final int number;

    Page(StructureLock index, int number) {
      super(index);
      this.number = number;
      attachUnpublished();
    }

    @Override
    protected String lockName() {
      return "page " + number;
    }
  }

  /** A pooled object. */
  static final class Buffer extends VmaLock {
    @Override
    protected String lockName() {
      return "buffer";
    }
  }

  /** The resource of a cache. */
  static final class Block extends CachedResource {}

  /** Keeps the log, so that its lines are not printed among others. */
  private static final class Log extends Handler {
    private final List<String> entries = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      entries.add(entry.getLevel() + ": " + entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static final Logger LOGGER = Logger.getLogger("org.vmalock.debug");
  private static final Log LOG = new Log();
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final StructureLock index = new StructureLock().named("index");
  private final VmaTree<String> segments = VmaTree.<String>builder(RangeValues.uniform()).name("segments").build();
  private final ResourcePool<Block> blocks = ResourcePool.builder(Block::new).name("blocks").capacity(2).build();
  private final GuardedCache<String, Block> files =
      GuardedCache.builder(blocks, this::load).name("files").loadTimeout(200, TimeUnit.MILLISECONDS).build(Caffeine.newBuilder());

  private Shop() {}

  // ---- The program

  private static long readPage(Page page) {
    return page.tryStartRead();
  }

  private void lookUp(Page page) {
    long stamp = readPage(page);
    try {
      rebuild();
    } finally {
      page.endRead(stamp);
    }
  }

  private void rebuild() {
    index.lockWrite();
    index.unlockWrite();
  }

  private void upgrade() {
    index.lockRead();
    try {
      rebuild();
    } finally {
      index.unlockRead();
    }
  }

  private void unmapWhatIsHeld() {
    try (VmaHandle<String> held = segments.startRead(0x1000)) {
      segments.unmap(0x1000, held.last() + 1);
    }
  }

  private void downgradeAndMap() {
    try (Unmapping<String> unmapping = segments.beginUnmap(0x1000, 0x2000)) {
      unmapping.completeAndDowngrade();
      segments.map(0x1000, 0x2000, "one");
    }
  }

  private static void retire(Buffer buffer) throws InterruptedException {
    buffer.markAttached();
    long stamp = buffer.tryStartRead();
    try {
      buffer.retireAndWait(buffer.generation(), 1, TimeUnit.SECONDS);
    } finally {
      buffer.endRead(stamp);
    }
  }

  private static void transfer(StructureLock from, StructureLock to) {
    from.lockWrite();
    try {
      to.lockWrite();
      to.unlockWrite();
    } finally {
      from.unlockWrite();
    }
  }

  private static void finish(Page page, long stamp) {
    page.endRead(stamp);
  }

  private void useAfterClose() {
    VmaHandle<String> range = segments.startRead(0x3000);
    range.close();
    System.out.println("range: " + range.value());
  }

  private void peek() {
    VmaHandle<String> range = segments.startRead(0x1000);
    System.out.println("peek: " + range.value());
  }

  private static boolean scan(StructureLock catalogue) {
    catalogue.lockRead();
    return true;
  }

  private static void readSetting(LazyRef<String> configuration) {
    System.out.println("setting: " + configuration.borrow().resource());
  }

  private static Buffer take(VmaPool<Buffer> buffers) {
    return buffers.alloc();
  }

  private void update(Page page) {
    index.lockWrite();
    page.startWrite();
    index.unlockWrite();
  }

  private static void list(StructureLock catalogue) {
    catalogue.lockRead();
    catalogue.unlockRead();
  }

  private static void writeForLong(StructureLock catalogue) throws InterruptedException {
    catalogue.lockWrite();
    NEVER.await();
  }

  private void load(String file, Block block) throws InterruptedException {
    if (file.equals("slow.db")) {
      NEVER.await();
    }
  }

  private static void poll(LazyDomain sessions, LazyContext<String> session) throws InterruptedException {
    try (Worker worker = sessions.register("poller")) {
      worker.switchTo(session);
      worker.switchToIdle();
      NEVER.await();
    }
  }

  private static void drain(LazyDomain sessions) throws InterruptedException {
    sessions.drain(1, TimeUnit.MINUTES);
  }

  private static void fetch(GuardedCache<String, Block> cache) {
    cache.get("slow.db").close();
  }

  private CacheHandle<Block> open(String file) {
    return files.get(file);
  }

  private static void forgets() {
    VmaLock settings = VmaLock.standalone("settings");
    settings.tryStartRead();
  }

  // ---- The mistakes

  public static void main(String[] arguments) throws Exception {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(LOG);
    Shop shop = new Shop();
    forgets();
    System.out.println(HoldTracker.dump());
    shop.waitForItself();
    shop.acquireInBothOrders();
    shop.releaseTooMuch();
    shop.leak();
    shop.exhaust();
    shop.hang();
    LOG.entries.forEach(System.out::println);
    System.exit(0); // some threads never end
  }

  private void waitForItself() {
    print(() -> lookUp(new Page(index, 7)));
    print(this::upgrade);
    segments.map(0x1000, 0x2000, "one");
    print(this::unmapWhatIsHeld);
    print(this::downgradeAndMap);
    print(() -> retire(new Buffer()));
  }

  private void acquireInBothOrders() throws Exception {
    StructureLock accounts = new StructureLock().named("accounts");
    StructureLock orders = new StructureLock().named("orders");
    inThread("booking", () -> book(accounts, orders));
    print(() -> transfer(orders, accounts));
  }

  private static boolean book(StructureLock accounts, StructureLock orders) {
    transfer(accounts, orders);
    return true;
  }

  private void releaseTooMuch() throws Exception {
    Page page = new Page(index, 8);
    inThread("other", () -> readPage(page));
    long stamp = readPage(page);
    finish(page, stamp);
    print(() -> finish(page, stamp));
    Page foreign = new Page(index, 9);
    long held = readPage(foreign);
    inThread("worker", () -> {
      print(() -> finish(foreign, held));
      return true;
    });
    HoldTracker.handOff(foreign);
    foreign.endRead(held);
    segments.map(0x3000, 0x4000, "two");
    print(this::useAfterClose);
  }

  private void leak() throws Exception {
    Page page = new Page(index, 11);
    inThread("importer", () -> readPage(page));
    StructureLock catalogue = new StructureLock().named("catalogue");
    inThread("scanner", () -> scan(catalogue));
    segments.map(0x1000, 0x2000, "one");
    peek();
    open("orders.db");
    LazyRef<String> configuration = new LazyRef<>("configuration", "one", value -> {});
    readSetting(configuration);
    VmaPool<Buffer> buffers = VmaPool.<Buffer>builder(Buffer::new).name("buffers").capacity(1).build();
    take(buffers);
    print(() -> take(buffers));
    buffers.close(1, TimeUnit.MILLISECONDS).forEach(System.out::println);
    for (int i = 0; i < 20; i++) {
      System.gc();
      Thread.sleep(20);
    }
  }

  private void exhaust() throws Exception {
    inThread("reporting", () -> open("stock.db"));
    print(() -> open("users.db"));
    print(() -> files.close(50, TimeUnit.MILLISECONDS));
  }

  private void hang() throws Exception {
    Page page = new Page(index, 12);
    inThread("importer", () -> readPage(page));
    start("writer", () -> update(page));
    StructureLock catalogue = new StructureLock().named("catalogue");
    start("holder", () -> writeForLong(catalogue));
    Thread.sleep(100);
    start("waiter", () -> list(catalogue));
    ResourcePool<Block> other = ResourcePool.builder(Block::new).name("other").capacity(2).build();
    GuardedCache<String, Block> slow = GuardedCache.builder(other, this::load).name("archive").build(Caffeine.newBuilder());
    start("loader", () -> fetch(slow));
    Thread.sleep(100);
    start("client", () -> fetch(slow));
    LazyDomain sessions = LazyDomain.builder().name("sessions").build();
    LazyContext<String> session = sessions.create("session", value -> {});
    start("io-1", () -> poll(sessions, session));
    Thread.sleep(100);
    start("closer", () -> drain(sessions));
    Thread.sleep(800);
    System.out.println(index.statistics());
  }

  // ---- Helpers

  /** A step that may throw. */
  private interface Step {
    void run() throws Exception;
  }

  private static void print(Step mistake) {
    try {
      mistake.run();
      System.out.println("not refused");
    } catch (Exception e) {
      e.printStackTrace(System.out);
    }
  }

  private static <T> T inThread(String name, Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = new Thread(task, name);
    thread.start();
    thread.join();
    return task.get();
  }

  private static void start(String name, Step body) {
    Thread thread = new Thread(() -> print(body), name);
    thread.setDaemon(true);
    thread.start();
  }

}
