package org.vmalock.models;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Explores runs side by side, one thread a run, at most two at a time: a large run takes up to a gigabyte. */
final class Workers {
  private static final int THREADS = Math.min(2, Runtime.getRuntime().availableProcessors());

  private Workers() {}

  /** Explores runs; calls the consumer with each finding in the order of the runs, in this thread, as soon as it is there. */
  static List<Run.Finding> explore(List<Run> runs, Consumer<Run.Finding> consumer) {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Run.Finding>> pending = runs.stream().map(run -> executor.submit(run::explore)).toList();
      List<Run.Finding> findings = new ArrayList<>();
      for (Future<Run.Finding> future : pending) {
        Run.Finding finding = await(future);
        findings.add(finding);
        consumer.accept(finding);
      }
      return findings;
    } finally {
      executor.shutdownNow();
    }
  }

  private static Run.Finding await(Future<Run.Finding> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a run", e);
    }
  }
}
