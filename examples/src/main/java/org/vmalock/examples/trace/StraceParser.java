package org.vmalock.examples.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parser of logs of {@code strace}: joins the halves of interrupted lines, skips decorations and calls that concern no mapping, and
 * attributes lines without a process number.
 */
final class StraceParser {
  private static final String PID = "\\s*(?:\\[pid\\s+(\\d{1,9})(?:<[^>]*>)?\\]\\s+|(\\d{1,8})(?:<[^>]*>)?\\s+)?";
  private static final String TIME = "(?:(?:\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?|\\d+\\.\\d+|\\d{9,}|\\(\\+\\s*\\d+\\.\\d+\\))\\s+)*";
  private static final String COUNTERS = "(?:\\[[0-9a-f?\\s]+\\]\\s+)*";
  private static final String BODY = "([a-z_][a-z0-9_]*\\(.*|<\\.\\.\\. .*|--- .*|\\+\\+\\+ .*)";
  private static final Pattern LINE = Pattern.compile(PID + TIME + COUNTERS + BODY, Pattern.DOTALL);
  private static final Pattern REMARK =
      Pattern.compile("\\s*|strace: .*|\\s> .*|(?:\\[?[Pp]rocess|\\[ Process) \\d+ (?:attached|detached|suspended|resumed|PID=).*");
  private static final Pattern ATTACHED = Pattern.compile("(?:strace: )?Process (\\d{1,9}) attached.*");
  /** A remark on the terminal in the midst of a line, which the next line continues. */
  private static final Pattern INTERRUPTED = Pattern.compile("(.+)strace: Process (\\d{1,9}) attached", Pattern.DOTALL);

  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)", Pattern.DOTALL);
  private static final Pattern RETURNED = Pattern.compile("(.*)\\)\\s*=\\s+(\\S+).*", Pattern.DOTALL);
  private static final Pattern FAULT = Pattern.compile("--- SIG(?:SEGV|BUS) .*si_addr=(NULL|0x[0-9a-f]+).*");
  private static final Pattern SUPERSEDED = Pattern.compile("\\+\\+\\+ superseded by execve in pid (\\d{1,9}) \\+\\+\\+");
  private static final String UNFINISHED = "<unfinished ...>";

  private final LineReader lines;
  private final List<StraceEvent> events = new ArrayList<>();
  private final Map<Integer, StraceCall> pending = new HashMap<>();
  private final Map<Integer, String> beginnings = new HashMap<>();
  private final Set<Integer> running = new LinkedHashSet<>();
  private final Set<Integer> created = new LinkedHashSet<>();
  private String held = "";
  private int unnamed;
  private boolean unnamedEnded;

  StraceParser(LineReader lines) {
    this.lines = lines;
    lines.setMaximum(LineReader.LONG);
  }

  /** Tells whether a line belongs to a log. */
  static boolean accepts(String line) {
    return LINE.matcher(line).matches() || ATTACHED.matcher(line).matches();
  }

  /** Returns the events of the whole log. */
  List<StraceEvent> events() throws TraceFormatException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      parse(line);
    }
    return events.stream().map(this::named).toList();
  }

  /** Returns the number of lines; call after {@link #events}. */
  long lines() {
    return lines.number() - 1;
  }

  private void parse(String part) throws TraceFormatException {
    Matcher interrupted = INTERRUPTED.matcher(part);
    if (interrupted.matches()) {
      created.add(Integer.valueOf(interrupted.group(2)));
      held += interrupted.group(1);
      return;
    }
    String line = held + part;
    held = "";
    Matcher attached = ATTACHED.matcher(line);
    if (attached.matches()) {
      // The first process that strace -p attaches to is no child, but it is named as one, and so it is not the unnamed one.
      created.add(Integer.valueOf(attached.group(1)));
      return;
    }
    if (REMARK.matcher(line).matches()) {
      return;
    }
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw malformed("not a line of strace; output of the program goes elsewhere if strace runs with -o FILE", line);
    }
    String bracketed = parts.group(1);
    String plain = parts.group(2);
    int pid = bracketed != null ? bracketed(Integer.parseInt(bracketed)) : plain != null ? Integer.parseInt(plain) : onlyProcess();
    running.add(pid);
    parse(pid, parts.group(3), line);
  }

  /** Recognises the number of the process that had no number while it was the only one. */
  private int bracketed(int pid) {
    if (unnamed == 0 && !created.contains(pid)) {
      unnamed = pid;
    }
    return pid;
  }

  /** Returns the process of a line without number: the only one that runs. */
  private int onlyProcess() {
    if (unnamedEnded) {
      Set<Integer> others = new LinkedHashSet<>(running);
      others.remove(0);
      if (others.size() == 1) {
        return others.iterator().next();
      }
    }
    return 0;
  }

  /** Returns the key of a process in the maps of unfinished calls: one key for the unnamed process and its number. */
  private int key(int pid) {
    return pid == unnamed ? 0 : pid;
  }

  private void parse(int pid, String body, String line) throws TraceFormatException {
    if (body.startsWith("---")) {
      fault(pid, body);
    } else if (body.startsWith("+++")) {
      end(pid, body);
    } else if (body.startsWith("<")) {
      resume(pid, body, line);
    } else {
      call(pid, body, line);
    }
  }

  private void fault(int pid, String body) {
    Matcher fault = FAULT.matcher(body);
    if (fault.matches()) {
      String address = fault.group(1);
      long value = address.equals("NULL") ? 0 : Long.parseUnsignedLong(address, 2, address.length(), 16);
      events.add(new StraceEvent.Fault(lines.number(), pid, value));
    }
  }

  private void end(int pid, String body) {
    Matcher superseded = SUPERSEDED.matcher(body);
    if (superseded.matches()) {
      int thread = Integer.parseInt(superseded.group(1));
      StraceCall execve = pending.remove(key(thread));
      if (execve != null) {
        pending.put(key(pid), execve);
        beginnings.put(key(pid), String.valueOf(beginnings.remove(key(thread))));
      }
      return;
    }
    if (body.startsWith("+++ exited") || body.startsWith("+++ killed")) {
      unnamedEnded |= pid == 0 || pid == unnamed;
      running.remove(pid);
      pending.remove(key(pid));
      events.add(new StraceEvent.Exit(lines.number(), pid));
    }
  }

  private void call(int pid, String body, String line) throws TraceFormatException {
    int open = body.indexOf('(');
    String name = body.substring(0, open);
    if (!StraceCall.isRelevant(name)) {
      return;
    }
    StraceCall call = new StraceCall(lines.file(), name, lines.number());
    String rest = body.substring(open + 1);
    if (rest.endsWith(UNFINISHED)) {
      pending.put(key(pid), call);
      beginnings.put(key(pid), rest.substring(0, rest.length() - UNFINISHED.length()));
      events.add(new StraceEvent.Start(lines.number(), pid, call));
      return;
    }
    complete(call, rest.replace(UNFINISHED, ""), line);
    events.add(new StraceEvent.Whole(lines.number(), pid, call));
    note(call);
  }

  private void resume(int pid, String body, String line) throws TraceFormatException {
    Matcher resumed = RESUMED.matcher(body);
    if (!resumed.matches()) {
      throw malformed("expected '<... NAME resumed>'", line);
    }
    String name = resumed.group(1);
    if (!StraceCall.isRelevant(name)) {
      return;
    }
    StraceCall call = pending.remove(key(pid));
    if (call == null || !call.name().equals(name)) {
      throw malformed(name + " is resumed, and the log has no unfinished " + name + " of this process", line);
    }
    complete(call, beginnings.remove(key(pid)) + resumed.group(2), line);
    events.add(new StraceEvent.End(lines.number(), pid, call));
    note(call);
  }

  private void complete(StraceCall call, String text, String line) throws TraceFormatException {
    Matcher returned = RETURNED.matcher(text);
    if (!returned.matches()) {
      throw malformed("the line is incomplete, expected 'NAME(...) = RESULT'", line);
    }
    call.complete(returned.group(1), returned.group(2));
  }

  private void note(StraceCall call) throws TraceFormatException {
    if (StraceCall.CREATING.contains(call.name()) && call.isSuccessful()) {
      created.add(call.child());
    }
  }

  private StraceEvent named(StraceEvent event) {
    if (event.pid() != 0 || unnamed == 0) {
      return event;
    }
    if (event instanceof StraceEvent.Start start) {
      return new StraceEvent.Start(start.line(), unnamed, start.call());
    } else if (event instanceof StraceEvent.End end) {
      return new StraceEvent.End(end.line(), unnamed, end.call());
    } else if (event instanceof StraceEvent.Whole whole) {
      return new StraceEvent.Whole(whole.line(), unnamed, whole.call());
    } else if (event instanceof StraceEvent.Fault fault) {
      return new StraceEvent.Fault(fault.line(), unnamed, fault.address());
    }
    return new StraceEvent.Exit(event.line(), unnamed);
  }

  private TraceFormatException malformed(String reason, String line) {
    return new TraceFormatException(lines.file(), lines.number(), reason + " (in '" + TraceParser.shown(line) + "')");
  }
}
