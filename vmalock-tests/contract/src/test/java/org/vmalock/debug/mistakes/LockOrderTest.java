package org.vmalock.debug.mistakes;

import static org.vmalock.debug.mistakes.Report.attach;
import static org.vmalock.debug.mistakes.Report.attached;
import static org.vmalock.debug.mistakes.Report.inThread;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.testing.TimeLimit;

/** Orders in which threads would wait for each other. The two orders are shown one after the other, by one thread or by two. */
@TimeLimit
@EnabledIfSystemProperty(named = "vmalock.debug", matches = "all")
class LockOrderTest {
  private final StructureLock accounts = new StructureLock().named("accounts");
  private final StructureLock orders = new StructureLock().named("orders");
  private final StructureLock stock = new StructureLock().named("stock");

  private static void first(StructureLock lock) {
    lock.lockWrite();
  }

  private static void second(StructureLock lock) {
    lock.lockWrite();
  }

  private boolean bookOrder() {
    first(accounts);
    second(orders);
    orders.unlockWrite();
    accounts.unlockWrite();
    return true;
  }

  @Test
  void twoStructuresInBothOrders() throws Exception {
    inThread("booking", this::bookOrder);
    orders.lockRead();
    Report.of(IllegalStateException.class, () -> second(accounts))
        .says("is about to wait for accounts while it holds orders, but the order so far was accounts, then orders: ", "a deadlock")
        .names("second", "first", "twoStructuresInBothOrders");
    orders.unlockRead();
    bookOrder();
  }

  @Test
  void threeStructuresInACircle() throws Exception {
    inThread("booking", this::bookOrder);
    first(orders);
    second(stock);
    stock.unlockWrite();
    orders.unlockWrite();
    first(stock);
    Report.of(IllegalStateException.class, () -> second(accounts))
        .says("is about to wait for accounts while it holds stock, but the order so far was accounts, then orders, then stock: ")
        .names("second", "first", "second", "first", "first");
    stock.unlockWrite();
  }

  @Test
  void nodeOfOneStructureBesideTheLockOfAnother() {
    VmaLock account = attached(accounts);
    long stamp = account.tryStartRead();
    second(orders);
    orders.unlockWrite();
    account.endRead(stamp);
    first(orders);
    Report.of(IllegalStateException.class, account::startRead)
        .says("is about to wait for accounts while it holds orders, but the order so far was accounts, then orders: ")
        .names("second", "nodeOfOneStructureBesideTheLockOfAnother", "first");
    orders.unlockWrite();
  }

  @Test
  void sameOrderTwiceIsNoMistake() throws Exception {
    inThread("booking", this::bookOrder);
    bookOrder();
    accounts.lockWrite();
    orders.tryLockWrite(1, TimeUnit.SECONDS);
    orders.unlockWrite();
    accounts.unlockWrite();
  }

  /** A node of a class that is named. */
  private static final class Row extends VmaLock {
    private final String table;

    Row(StructureLock structure, String table) {
      super(structure);
      this.table = table;
    }

    @Override
    protected String orderClass() {
      return table;
    }
  }

  private static long read(Row row) throws InterruptedException {
    return row.tryStartRead();
  }

  @Test
  void nodesOfTwoClassesInBothOrders() throws Exception {
    Row customer = attach(new Row(accounts, "customer"), accounts);
    Row invoice = attach(new Row(orders, "invoice"), orders);
    long held = read(customer);
    invoice.endRead(invoice.startRead());
    customer.endRead(held);

    StructureLock others = new StructureLock().named("other accounts");
    Row otherCustomer = attach(new Row(others, "customer"), others);
    long reversed = read(invoice);
    Report.of(IllegalStateException.class, () -> otherCustomer.startRead())
        .says("is about to wait for a node of class customer while it holds a node of class invoice", "the order so far was a node of class"
            + " customer, then a node of class invoice")
        .names("nodesOfTwoClassesInBothOrders", "read", "read");
    invoice.endRead(reversed);
  }
}
