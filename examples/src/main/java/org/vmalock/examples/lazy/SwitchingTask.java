package org.vmalock.examples.lazy;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.Worker;
import org.vmalock.lazymm.Cpu;
import org.vmalock.lazymm.Mm;

/**
 * A worker with a task in each context: it runs a task for a moment, does work of its own for a moment, with the task's context
 * still at hand, and runs the next task, which is most often the same. A task whose context was closed ends, and another one
 * begins in the new.
 */
final class SwitchingTask extends Worker {
  private static final int BLOCK = 256;

  /** One switch in so many is to another task. */
  private static final int SAME = 8;

  private final LazyRun run;
  private final SplittableRandom random;

  /** The contexts that this worker's tasks are users of. */
  private final @Nullable Mm<Segment>[] tasks;

  SwitchingTask(int number, LazyRun run) {
    super("worker " + number, run::failed);
    this.run = run;
    this.random = new SplittableRandom(number);
    this.tasks = newTasks(run.contexts().count());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable Mm<Segment>[] newTasks(int count) {
    return new Mm[count];
  }

  @Override
  protected void work() {
    Cpu cpu = run.domain().bringUp(name());
    try {
      long done = 0;
      int place = 0;
      while (!run.isOver()) {
        for (int i = 0; i < BLOCK; i++) {
          if (random.nextInt(SAME) == 0) {
            place = random.nextInt(tasks.length);
          }
          switchTo(cpu, place);
        }
        done += BLOCK;
        advanceTo(done);
      }
    } finally {
      endAll();
      cpu.takeDown();
    }
  }

  private void switchTo(Cpu cpu, int place) {
    Mm<Segment> mm = task(place);
    if (mm == null) {
      return;
    }
    cpu.switchTo(mm);
    look(mm.resource());
    cpu.switchToKernel();
    if (mm != run.contexts().at(place)) {
      tasks[place] = null;
      mm.put();
    }
    look(mm, cpu);
  }

  /** The task in a context: the one that is there, or a new one; null if the context was closed at this moment. */
  private @Nullable Mm<Segment> task(int place) {
    Mm<Segment> mm = tasks[place];
    if (mm == null) {
      Mm<Segment> present = run.contexts().at(place);
      mm = present.tryGet() ? present : null;
      tasks[place] = mm;
    }
    return mm;
  }

  /** A worker that was asked to let go has nothing at hand. */
  private void look(Mm<Segment> mm, Cpu cpu) {
    if (cpu.active() == mm) {
      look(mm.resource());
    }
  }

  private void look(Segment segment) {
    if (!segment.isIntactAt(random.nextInt(Integer.MAX_VALUE))) {
      run.usedAfterFree(name(), segment);
    }
  }

  private void endAll() {
    for (int place = 0; place < tasks.length; place++) {
      Mm<Segment> mm = tasks[place];
      tasks[place] = null;
      if (mm != null) {
        mm.put();
      }
    }
  }
}
