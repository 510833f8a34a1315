package org.vmalock.examples.lazy;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.RunThread;
import org.vmalock.lazymm.Worker;
import org.vmalock.lazymm.LazyContext;

/**
 * A worker with a task in each context: it runs a task for a moment, does work of its own for a moment, with the task's context
 * still at hand, and runs the next task, which is most often the same. A task whose context was closed ends, and another one
 * begins in the new.
 */
final class SwitchingTask extends RunThread {
  private static final int BLOCK = 256;

  /** One switch in so many is to another task. */
  private static final int SAME = 8;

  private final LazyRun run;
  private final SplittableRandom random;

  /** The contexts that this worker's tasks are users of. */
  private final @Nullable LazyContext<Segment>[] tasks;

  SwitchingTask(int number, LazyRun run) {
    super("worker " + number, run::failed);
    this.run = run;
    this.random = new SplittableRandom(number);
    this.tasks = newTasks(run.contexts().count());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable LazyContext<Segment>[] newTasks(int count) {
    return new LazyContext[count];
  }

  @Override
  protected void work() {
    Worker worker = run.domain().register(name());
    try {
      long done = 0;
      int place = 0;
      while (!run.isOver()) {
        for (int i = 0; i < BLOCK; i++) {
          if (random.nextInt(SAME) == 0) {
            place = random.nextInt(tasks.length);
          }
          switchTo(worker, place);
        }
        done += BLOCK;
        advanceTo(done);
      }
    } finally {
      endAll();
      worker.close();
    }
  }

  private void switchTo(Worker worker, int place) {
    LazyContext<Segment> context = task(place);
    if (context == null) {
      return;
    }
    worker.switchTo(context);
    look(context.resource());
    worker.switchToIdle();
    if (context != run.contexts().at(place)) {
      tasks[place] = null;
      context.releaseUse();
    }
    look(context, worker);
  }

  /** The task in a context: the one that is there, or a new one; null if the context was closed at this moment. */
  private @Nullable LazyContext<Segment> task(int place) {
    LazyContext<Segment> context = tasks[place];
    if (context == null) {
      LazyContext<Segment> present = run.contexts().at(place);
      context = present.tryAcquireUse() ? present : null;
      tasks[place] = context;
    }
    return context;
  }

  /** A worker that was asked to let go has nothing at hand. */
  private void look(LazyContext<Segment> context, Worker worker) {
    if (worker.active() == context) {
      look(context.resource());
    }
  }

  private void look(Segment segment) {
    if (!segment.isIntactAt(random.nextInt(Integer.MAX_VALUE))) {
      run.usedAfterFree(name(), segment);
    }
  }

  private void endAll() {
    for (int place = 0; place < tasks.length; place++) {
      LazyContext<Segment> context = tasks[place];
      tasks[place] = null;
      if (context != null) {
        context.releaseUse();
      }
    }
  }
}
