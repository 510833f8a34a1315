package org.vmalock.examples.torture;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.torture.Counters.Count;

/** Ends what others have left behind: what a thread held when it died, once it is dead, and what the living have handed over. */
final class Reaper extends RunThread {
  private static final long LONGEST_SLEEP_MILLIS = 20;

  private record Estate(@Nullable Thread dead, List<Hold> holds) {}

  private final LinkedBlockingQueue<Estate> estates = new LinkedBlockingQueue<>();
  private final Counters counters = new Counters();
  private volatile boolean finishing;

  Reaper(Session session) {
    super("deputy", session::failed);
  }

  Counters counters() {
    return counters;
  }

  /** The current thread is about to die. */
  void inherit(Thread dying, List<Hold> holds) {
    estates.add(new Estate(dying, holds));
  }

  /** The current thread lives on, and wants another one to end this. */
  void takeOver(Hold hold) {
    estates.add(new Estate(null, List.of(hold)));
  }

  /** Makes the deputy stop when nothing is left; nobody leaves anything behind from here on. */
  void finish() {
    finishing = true;
  }

  @Override
  protected void work() throws InterruptedException {
    for (long looks = 1; !finishing || !estates.isEmpty(); looks++) {
      Estate estate = estates.poll(LONGEST_SLEEP_MILLIS, TimeUnit.MILLISECONDS);
      if (estate != null) {
        settle(estate);
      }
      advanceTo(looks);
    }
  }

  private void settle(Estate estate) throws InterruptedException {
    if (estate.dead != null) {
      estate.dead.join();
    }
    for (Hold hold : estate.holds) {
      try {
        counters.count(Count.STEALS);
        hold.end();
      } catch (InjectedException injected) {
        counters.count(Count.EXCEPTIONS);
      }
    }
  }
}
