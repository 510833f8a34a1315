package org.vmalock.examples.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Attributes the calls of a log of {@code strace} to address spaces, and compiles one of the spaces into a {@link Trace}. */
final class StraceCompiler {
  private final String file;
  private final TraceSelection selection;
  private final MapsParser.@Nullable Picture picture;
  private final List<StraceEvent> events = new ArrayList<>();
  private final Map<Integer, List<StraceCall>> creators = new HashMap<>();
  private final Map<StraceCall, Integer> callers = new HashMap<>();
  private final Map<Integer, StraceSpace> current = new HashMap<>();
  private final List<StraceSpace> spaces = new ArrayList<>();
  private @Nullable StraceSpace pictured;
  private final Set<StraceSpace> descendants = new HashSet<>();
  private final Set<Integer> rootProcesses = new TreeSet<>();
  private boolean processCalls;

  StraceCompiler(String file, TraceSelection selection, MapsParser.@Nullable Picture picture) {
    this.file = file;
    this.selection = selection;
    this.picture = picture;
  }

  /** Adds the next event of the log. */
  void add(StraceEvent event) throws TraceFormatException {
    events.add(event);
    StraceCall call = returned(event);
    if (event instanceof StraceEvent.Whole || event instanceof StraceEvent.End) {
      processCalls |= call != null && !StraceCall.MAPPING.contains(call.name());
    }
    if (call != null && call.isSuccessful() && StraceCall.CREATING.contains(call.name())) {
      creators.computeIfAbsent(call.child(), child -> new ArrayList<>()).add(call);
      callers.put(call, event.pid());
    }
  }

  /** Compiles the chosen space; call after the last event. */
  Trace compile(long lines) throws TraceFormatException {
    for (StraceEvent event : events) {
      apply(event);
    }
    StraceSpace chosen = choose();
    if (picture != null && !descendants.contains(chosen)) {
      String reason = "the copy of /proc/PID/maps (--start) is of a process that was running when the log began, and ";
      throw wrong(reason + chosen + " was not");
    }
    return chosen.build(file, lines, notes(chosen), selection.seed());
  }

  private void apply(StraceEvent event) throws TraceFormatException {
    if (event instanceof StraceEvent.Exit exit) {
      current.remove(exit.pid());
      return;
    }
    StraceCall returned = returned(event);
    if (returned != null && StraceCall.EXECUTING.contains(returned.name())) {
      execute(event, returned);
      return;
    }
    StraceSpace space = spaceOf(event.pid(), event.line());
    if (event instanceof StraceEvent.Fault fault) {
      space.touch(fault.address());
    } else if (event instanceof StraceEvent.Start started && isMapping(started.call())) {
      space.start(started.call());
    } else if (event instanceof StraceEvent.Whole whole && isMapping(whole.call())) {
      space.start(whole.call());
      space.end(whole.call());
    } else if (event instanceof StraceEvent.End ended && isMapping(ended.call())) {
      space.end(ended.call());
    } else if (returned != null && returned.isSuccessful() && StraceCall.CREATING.contains(returned.name())) {
      create(returned);
    }
  }

  private static @Nullable StraceCall returned(StraceEvent event) {
    if (event instanceof StraceEvent.Whole whole) {
      return whole.call();
    }
    return event instanceof StraceEvent.End ended ? ended.call() : null;
  }

  private static boolean isMapping(StraceCall call) {
    return call.isSuccessful() && StraceCall.MAPPING.contains(call.name());
  }

  private void execute(StraceEvent event, StraceCall call) throws TraceFormatException {
    if (!call.isSuccessful()) {
      return;
    }
    if (!current.containsKey(event.pid())) {
      inherit(event.pid(), event.line());
    }
    String origin = call.path() + ", from line " + event.line();
    enter(event.pid(), new StraceSpace(origin, List.of(), null, selection.seed()));
  }

  private StraceSpace spaceOf(int pid, long line) throws TraceFormatException {
    StraceSpace space = current.get(pid);
    if (space == null) {
      inherit(pid, line);
      space = current.get(pid);
    }
    return space == null ? root(pid, line) : space;
  }

  /** Gives a process the space that the call which created it implies, if the log has that call; the child may run before it returns. */
  private void inherit(int pid, long line) throws TraceFormatException {
    StraceCall creator = null;
    for (StraceCall call : creators.getOrDefault(pid, List.of())) {
      if (call.line() <= line) {
        creator = call;
      }
    }
    if (creator != null) {
      create(creator);
    }
  }

  private StraceSpace root(int pid, long line) {
    rootProcesses.add(pid);
    String origin = "running when the log began, from line " + line;
    if (picture == null) {
      StraceSpace space = new StraceSpace(origin, List.of(), null, selection.seed());
      enter(pid, space);
      return space;
    }
    return picturedRoot(pid, origin, picture);
  }

  /** Returns the space of the process to which strace attached: all that ran when the log began are its threads. */
  private StraceSpace picturedRoot(int pid, String origin, MapsParser.Picture initial) {
    StraceSpace space = pictured;
    if (space == null) {
      space = new StraceSpace(origin, initial.ranges(), initial.programBreak(), selection.seed());
      pictured = space;
      descendants.add(space);
      enter(pid, space);
    } else {
      space.join(pid);
      current.put(pid, space);
    }
    return space;
  }

  /** Gives the child of a call its space, unless it has been given. */
  private void create(StraceCall call) throws TraceFormatException {
    if (!call.claim()) {
      return;
    }
    int child = call.child();
    StraceSpace parent = spaceOf(callers.getOrDefault(call, 0), call.line());
    if (call.sharesSpace()) {
      parent.join(child);
      current.put(child, parent);
    } else {
      StraceSpace copy = parent.fork("forked, from line " + call.line(), selection.seed());
      enter(child, copy);
      if (descendants.contains(parent)) {
        descendants.add(copy);
      }
    }
  }

  private void enter(int pid, StraceSpace space) {
    space.join(pid);
    current.put(pid, space);
    spaces.add(space);
  }

  private StraceSpace choose() throws TraceFormatException {
    Integer process = selection.process();
    return spaces.stream()
        .filter(space -> process == null || space.contains(process))
        .filter(space -> process != null || space.mappingCalls() > 0)
        .max(Comparator.comparing((StraceSpace space) -> process != null && space.begunBy(process)).thenComparing(StraceSpace::mappingCalls))
        .orElseThrow(() -> absent(process));
  }

  private TraceFormatException absent(@Nullable Integer process) {
    if (process == null) {
      return wrong("the log has no successful mapping call; record with strace -f -e trace=memory,process -o FILE");
    }
    String known = new TreeSet<>(spaces.stream().flatMap(StraceSpace::members).toList()).toString();
    return wrong("--process " + process + ": no such process in the log, which has " + TraceParser.shown(known));
  }

  private List<String> notes(StraceSpace chosen) {
    List<String> notes = new ArrayList<>();
    notes.add("replayed: " + chosen + "; address spaces in the log: " + spaces.size());
    if (!processCalls && picture == null) {
      notes.add(
          "the log has no clone, fork or execve, so each process number is an address space of its own ("
              + spaces.size()
              + "); record with -e trace=memory,process to tell threads from processes");
    } else if (rootProcesses.size() > 1 && picture == null) {
      notes.add(
          rootProcesses.size()
              + " processes were running when the log began; each is an address space of its own (with --start FILE they are threads of"
              + " one process)");
    }
    return notes;
  }

  private TraceFormatException wrong(String reason) {
    return new TraceFormatException(file, 0, reason);
  }
}
