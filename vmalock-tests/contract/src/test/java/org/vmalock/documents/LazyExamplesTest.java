package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.LazyRef;
import org.vmalock.lazymm.Worker;
import org.vmalock.testing.TimeLimit;

/** The examples of lazily kept contexts. */
@TimeLimit
class LazyExamplesTest {
  private final List<Object> closed = new ArrayList<>();

  // ---- LazyRef

  private final class Segment {
    private final String path;

    Segment(String path) {
      this.path = path;
    }

    long sum(long from, long to) {
      return to - from;
    }

    void close() {
      closed.add(path);
    }
  }

  private Segment open(String path) {
    return new Segment(path);
  }

  @Test
  void aReferenceWhoseResourceIsReplaced() {
    String path = "first";
    String next = "second";
    long from = 1;
    long to = 4;
    LazyRef<Segment> current = new LazyRef<>(open(path), Segment::close);
    long sum = current.use(segment -> segment.sum(from, to));
    current.replace(open(next));
    current.close();
    assertEquals(3, sum);
    assertEquals(List.of(path, next), closed);
  }

  private final class Config {
    private final int limit;

    Config(int limit) {
      this.limit = limit;
    }

    int limit() {
      return limit;
    }

    void close() {
      closed.add(limit);
    }
  }

  private int loads;

  private Config load() {
    return new Config(++loads);
  }

  @Test
  void readme() {
    LazyRef<Config> current = new LazyRef<>(load(), Config::close);
    int limit = current.use(Config::limit);
    current.replace(load());
    assertEquals(1, limit);
    assertEquals(List.of(1), closed);
    current.close();
  }

  // ---- Worker

  private record Task(LazyContext<String> context, List<String> ran) {
    void run() {
      ran.add(context.resource());
    }

    void end() {
      context.releaseUse();
    }
  }

  private final Queue<Task> tasks = new ArrayDeque<>();

  private Task next() {
    return tasks.poll();
  }

  @Test
  void aWorkerThatRunsTasks() {
    LazyDomain domain = LazyDomain.builder().build();
    List<String> ran = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      tasks.add(new Task(domain.create(name, closed::add), ran));
    }
    try (Worker worker = domain.register("worker-1")) {
      for (Task task = next(); task != null; task = next()) {
        worker.switchTo(task.context());
        task.run();
        worker.switchToIdle();
        task.end();
      }
    }
    assertEquals(List.of("a", "b"), ran);
    assertEquals(List.of("a", "b"), closed);
  }
}
