package org.vmalock.examples.samples;

import java.util.Collections;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Worker;

/**
 * Workers that run tasks of many tenants. A worker keeps the state of its last tenant at the cost of a store, since its next task is often
 * of the same tenant. The state of a closed tenant is released by its last task or worker, exactly once.
 */
public final class TenantWorkers {
  private record Task(LazyContext<?> tenant, Runnable work) {}

  final LazyDomain domain = LazyDomain.builder().build();
  private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
  private final Task stop = new Task(domain.createImmortal("none"), () -> {});
  private final Thread[] threads = new Thread[2];

  TenantWorkers() {
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(this::runTasks, "worker-" + i);
      threads[i].start();
    }
  }

  /** Queues a task; returns false if the tenant is closed. */
  <T> boolean submit(LazyContext<T> tenant, Consumer<T> work) {
    return tenant.tryAcquireUse() && queue.add(new Task(tenant, () -> work.accept(tenant.resource()))); // the use belongs to the task
  }

  private void runTasks() {
    try (Worker worker = domain.register(Thread.currentThread().getName())) { // close gives the last tenant back
      for (Task task = next(worker); !task.equals(stop); task = next(worker)) {
        worker.switchTo(task.tenant);
        try {
          task.work.run();
        } catch (RuntimeException e) {
          System.getLogger("tenants").log(System.Logger.Level.WARNING, "a task failed", e); // and the worker goes on
        } finally {
          worker.switchToIdle(); // keeps the tenant, borrowed
          task.tenant.releaseUse(); // the use of the task
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Task next(Worker worker) throws InterruptedException {
    Task task = queue.poll();
    if (task == null) {
      worker.releaseKept(); // before it waits: else an idle worker would keep a closed tenant
      task = queue.take();
    }
    return task;
  }

  /** Runs the queued tasks, and terminates the workers. */
  void shutDown() throws InterruptedException {
    queue.addAll(Collections.nCopies(threads.length, stop));
    for (Thread thread : threads) {
      thread.join();
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    TenantWorkers workers = new TenantWorkers();
    LazyContext<AtomicInteger> tenant = workers.domain.create(new AtomicInteger(), ran -> System.out.println(ran + " tasks, released"));
    workers.submit(tenant, AtomicInteger::incrementAndGet);
    workers.submit(tenant, AtomicInteger::incrementAndGet);
    tenant.releaseUse(); // the use of create: the tasks in the queue run, and their last one ends the tenant
    workers.shutDown();
    System.out.println("accepted: " + workers.submit(tenant, AtomicInteger::incrementAndGet));
  }
}
