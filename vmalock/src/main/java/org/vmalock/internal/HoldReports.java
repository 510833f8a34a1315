package org.vmalock.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Texts about recorded holds, for users. */
public final class HoldReports {
  /** The number of holds in the report of a wait. */
  private static final int FEW = 10;

  private HoldReports() {}

  /**
   * Describes the holds of an object, and those of all objects of a structure or a pool; oldest first.
   *
   * @param object a node, a structure lock, a pool or a reference
   * @return several lines; empty if there is none
   */
  public static String describe(Object object) {
    return text(select(hold -> hold.concerns(object)));
  }

  /**
   * Describes the holds of an object like {@link #describe}, for a report: a few, and owner references of such objects only as are not
   * read-locked.
   *
   * @param object a node, a structure lock, a pool or a reference
   * @return several lines; empty if there is none
   */
  public static String describeFew(Object object) {
    List<Hold> holds = select(hold -> hold.concerns(object));
    Set<Object> held = Collections.newSetFromMap(new IdentityHashMap<>());
    holds.stream().filter(hold -> hold.kind != Hold.Kind.OWNER).forEach(hold -> held.add(hold.object));
    holds.removeIf(hold -> hold.kind == Hold.Kind.OWNER && held.contains(hold.object));
    String few = text(holds.subList(0, Math.min(FEW, holds.size())));
    int others = holds.size() - FEW;
    return others <= 0 ? few : few + "  and " + others + " more holds, listed by HoldTracker.describeHolds" + System.lineSeparator();
  }

  /**
   * Describes the oldest holds of the objects of a pool.
   *
   * @param pool the pool
   * @param kind the owner references or the read locks
   * @param limit the largest number of them
   * @return several lines; empty if none is recorded
   */
  public static String describeOldest(Object pool, Hold.Kind kind, int limit) {
    List<Hold> holds = select(hold -> hold.pool == pool && hold.kind == kind);
    return text(holds.subList(0, Math.min(limit, holds.size())));
  }

  /**
   * Describes what a thread does at present.
   *
   * @param words the words before its name
   * @param thread any thread
   * @return a line with its name and state, and its stack
   */
  public static String describeThread(String words, Thread thread) {
    StringBuilder text = new StringBuilder(words);
    text.append(Names.of(thread)).append(", ").append(Hold.describe(thread)).append(System.lineSeparator());
    Stacks.append(text, Stacks.trim(thread.getStackTrace()));
    return text.toString();
  }

  /**
   * Describes all holds and all waits.
   *
   * @return several lines
   */
  public static String dump() {
    List<Hold> holds = select(hold -> true);
    List<Waiting> waits = Waiting.current();
    StringBuilder text = new StringBuilder();
    text.append(holds.size()).append(" recorded holds, ").append(waits.size()).append(" waits, at level ").append(DebugLevel.CURRENT);
    text.append(System.lineSeparator()).append(text(holds));
    waits.forEach(waiting -> text.append(waiting.describe()));
    return text.toString();
  }

  private static List<Hold> select(Predicate<Hold> test) {
    List<Hold> selected = new ArrayList<>();
    for (Hold hold : Holds.all()) {
      if (test.test(hold)) {
        selected.add(hold);
      }
    }
    selected.sort(Comparator.comparingLong(Hold::since));
    return selected;
  }

  private static String text(List<Hold> holds) {
    IdentityHashMap<Object, List<Hold>> byObject = new IdentityHashMap<>();
    holds.forEach(hold -> byObject.computeIfAbsent(hold.object, absent -> new ArrayList<>()).add(hold));
    StringBuilder text = new StringBuilder();
    for (Hold hold : holds) {
      List<Hold> ofObject = byObject.remove(hold.object);
      if (ofObject != null) {
        append(text, ofObject);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, List<Hold> ofObject) {
    String description = ofObject.get(0).describeObject();
    Hold.@Nullable Kind last = null;
    for (Hold hold : ofObject) {
      if (last == null || !last.state.equals(hold.kind.state)) {
        last = hold.kind;
        text.append(description).append(' ').append(last.state).append(System.lineSeparator());
      }
      hold.appendTo(text);
    }
  }
}
