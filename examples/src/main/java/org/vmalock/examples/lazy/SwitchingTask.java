package org.vmalock.examples.lazy;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.LatencySampler;
import org.vmalock.examples.run.RunThread;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.Worker;

/**
 * Thread of a worker that has a task in each context. It runs a task for a moment, becomes idle for a moment while it keeps the
 * context of the task lazily, and runs the next task, most often the same one. A task whose context was closed ends, and a task
 * in the new context takes its place.
 */
final class SwitchingTask extends RunThread {
  private static final int BATCH = 256;

  /** One switch in this many chooses a new task. */
  private static final int SWITCHES_PER_CHANGE = 8;

  private final LazyRun run;
  private final SplittableRandom random;
  private final LatencySampler sampler = new LatencySampler();

  /** The contexts that the tasks of this worker use, by slot. */
  private final @Nullable LazyContext<Segment>[] tasks;

  SwitchingTask(int number, LazyRun run) {
    super("worker " + number, run::fail);
    this.run = run;
    this.random = new SplittableRandom(number);
    this.tasks = newTasks(run.contexts().count());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable LazyContext<Segment>[] newTasks(int count) {
    return new LazyContext[count];
  }

  /** Returns sampled times of switches, in nanoseconds; to be called after the thread has stopped. */
  Histogram nanos() {
    return sampler.histogram();
  }

  @Override
  protected void work() {
    Worker worker = run.domain().register(name());
    try {
      long done = 0;
      int slot = 0;
      while (!run.isStopped()) {
        for (int i = 0; i < BATCH; i++) {
          if (random.nextInt(SWITCHES_PER_CHANGE) == 0) {
            slot = random.nextInt(tasks.length);
          }
          switchTo(worker, slot);
        }
        done += BATCH;
        advanceTo(done);
      }
    } finally {
      releaseAll();
      worker.close();
    }
  }

  private void switchTo(Worker worker, int slot) {
    LazyContext<Segment> context = task(slot);
    if (context == null) {
      return;
    }
    begin(worker, context);
    check(context.resource());
    worker.switchToIdle();
    if (context != run.contexts().at(slot)) {
      tasks[slot] = null;
      context.releaseUse();
    }
    check(context, worker);
  }

  private void begin(Worker worker, LazyContext<Segment> context) {
    if (!sampler.isDue()) {
      worker.switchTo(context);
      return;
    }
    long before = System.nanoTime();
    worker.switchTo(context);
    sampler.record(System.nanoTime() - before);
  }

  /** Returns the context of the task in a slot, after starting a task if there is none; null if the context was closed meanwhile. */
  private @Nullable LazyContext<Segment> task(int slot) {
    LazyContext<Segment> context = tasks[slot];
    if (context == null) {
      LazyContext<Segment> present = run.contexts().at(slot);
      context = present.tryAcquireUse() ? present : null;
      tasks[slot] = context;
    }
    return context;
  }

  /** Checks the context if the worker still keeps it; it does not after it was asked to release it. */
  private void check(LazyContext<Segment> context, Worker worker) {
    if (worker.active() == context) {
      check(context.resource());
    }
  }

  private void check(Segment segment) {
    if (!segment.isIntactAt(random.nextInt(Integer.MAX_VALUE))) {
      run.reportUseAfterFree(name(), segment);
    }
  }

  private void releaseAll() {
    for (int slot = 0; slot < tasks.length; slot++) {
      LazyContext<Segment> context = tasks[slot];
      tasks[slot] = null;
      if (context != null) {
        context.releaseUse();
      }
    }
  }
}
