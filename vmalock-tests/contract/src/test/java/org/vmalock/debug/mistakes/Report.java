package org.vmalock.debug.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.debug.HoldTracker;

/** What a program with a mistake has printed. */
final class Report {
  private final String text;

  private Report(String text) {
    this.text = text;
  }

  /** Returns the stack trace of the exception with which the mistake is refused; its first frame is not of the library. */
  static Report of(Class<? extends RuntimeException> type, Executable mistake) {
    StringWriter text = new StringWriter();
    RuntimeException refusal = assertThrows(type, mistake);
    String first = refusal.getStackTrace()[0].getClassName();
    assertTrue(first.startsWith(Report.class.getPackageName()) || !first.startsWith("org.vmalock."), first);
    refusal.printStackTrace(new PrintWriter(text, true));
    return new Report(text.toString());
  }

  /** Returns the one leak that is found whose report contains a name. */
  static Report ofLeak(String name) throws InterruptedException {
    long begin = System.nanoTime();
    List<String> found = List.of();
    while (found.isEmpty() && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(10)) {
      System.gc();
      Thread.sleep(5);
      found = HoldTracker.findLeaks().stream().filter(leak -> leak.lines().findFirst().orElse("").contains(name)).toList();
    }
    assertEquals(1, found.size(), found::toString);
    return new Report(found.get(0));
  }

  static Report ofText(String text) {
    return new Report(text);
  }

  /** Asserts that the first line has these parts in this order, without the name of the exception's class. */
  Report says(String... parts) {
    String line = text.lines().findFirst().orElse("");
    int from = 0;
    for (String part : parts) {
      int found = line.indexOf(part, from);
      assertTrue(found >= 0, () -> "expected \"" + part + "\" in the first line of\n" + text);
      from = found + part.length();
    }
    return this;
  }

  /** Asserts that the stacks in the report, of causes and suppressed exceptions, begin with frames of these methods, in this order. */
  Report names(String... methods) {
    List<String> first = firstFrames();
    assertEquals(List.of(methods), first, text);
    return this;
  }

  /** Returns the methods of the first frame of each stack but that of the exception itself. */
  private List<String> firstFrames() {
    List<String> first = new ArrayList<>();
    boolean ofException = text.startsWith("java.") || text.startsWith("org.");
    String before = "";
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith("at ") && !before.startsWith("at ")) {
        if (!ofException) {
          String frame = line.substring(0, line.indexOf('('));
          first.add(frame.substring(frame.lastIndexOf('.') + 1));
        }
        ofException = false;
      }
      before = line;
    }
    return first;
  }

  @Override
  public String toString() {
    return text;
  }

  // ---- Helpers of the programs

  static VmaLock attached(StructureLock structure) {
    return attach(new VmaLock(structure), structure);
  }

  static <T extends VmaLock> T attach(T node, StructureLock structure) {
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    structure.unlockWrite();
    return node;
  }

  /** Runs a body in a thread that ends, and returns its result. */
  static <T> T inThread(String name, Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = new Thread(task, name);
    thread.start();
    thread.join(10_000);
    assertFalse(thread.isAlive());
    return task.get();
  }
}
