package org.vmalock.examples.torture;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.torture.Counters.Count;

/**
 * Releases references that other threads acquired: those of a terminated thread, once it has terminated, and those that a running
 * thread passes on.
 */
final class Reaper extends RunThread {
  private static final long LONGEST_SLEEP_MILLIS = 20;

  /**
   * References to release.
   *
   * @param terminating the thread to wait for first, or null if its holder is still running
   * @param references what to release
   */
  private record Request(@Nullable Thread terminating, List<HeldReference> references) {}

  private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final Counters counters = new Counters();
  private volatile boolean finishing;

  Reaper(TortureControl control) {
    super("reaper", control::reportFailure);
  }

  Counters counters() {
    return counters;
  }

  /** Releases references after a thread has terminated; called by that thread as its last action. */
  void releaseAfterTermination(Thread terminating, List<HeldReference> references) {
    requests.add(new Request(terminating, references));
  }

  /** Releases a reference that the current thread holds. */
  void releaseLater(HeldReference reference) {
    requests.add(new Request(null, List.of(reference)));
  }

  /** Makes the reaper stop when no request is left; no thread adds a request after this call. */
  void finish() {
    finishing = true;
  }

  @Override
  protected void work() throws InterruptedException {
    for (long polls = 1; !finishing || !requests.isEmpty(); polls++) {
      Request request = requests.poll(LONGEST_SLEEP_MILLIS, TimeUnit.MILLISECONDS);
      if (request != null) {
        process(request);
      }
      advanceTo(polls);
    }
  }

  private void process(Request request) throws InterruptedException {
    if (request.terminating != null) {
      request.terminating.join();
    }
    for (HeldReference reference : request.references) {
      try {
        counters.count(Count.RELEASED_FOR_OTHERS);
        reference.release();
      } catch (InjectedException injected) {
        counters.count(Count.EXCEPTIONS);
      }
    }
  }
}
