package org.vmalock.examples.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One address space of a log of {@code strace}: applies the calls of its threads. */
final class StraceSpace {
  private static final int READ_WRITE = 3;
  private static final long MAXIMUM_POPULATED = 64;

  private final TraceBuilder builder = new TraceBuilder();
  private final TouchGenerator generator;
  private final String origin;
  private final Set<Integer> processes = new LinkedHashSet<>();
  private final Map<StraceCall, Integer> moved = new HashMap<>();
  private @Nullable Long programBreak;
  private int mappingCalls;
  private int touchesInLog;
  private int unknownLengths;

  /**
   * Creates a space.
   *
   * @param origin where the space begins, for messages
   * @param initial the mappings at the beginning
   * @param programBreak the program break, or null if it is unknown
   * @param seed the seed of generated touches
   */
  StraceSpace(String origin, List<RangeEntry> initial, @Nullable Long programBreak, long seed) {
    this.origin = origin;
    this.programBreak = programBreak;
    this.generator = new TouchGenerator(builder, seed);
    initial.forEach(builder::addInitial);
  }

  /** Returns the space of a forked child: a copy of this one. */
  StraceSpace fork(String childOrigin, long seed) {
    return new StraceSpace(childOrigin, builder.model().mappings(), programBreak, seed);
  }

  void join(int pid) {
    processes.add(pid);
  }

  boolean contains(int pid) {
    return processes.contains(pid);
  }

  /** Tells whether a process began this space, as opposed to its other threads and to children that shared it before an execve. */
  boolean begunBy(int pid) {
    return !processes.isEmpty() && processes.iterator().next() == pid;
  }

  Stream<Integer> members() {
    return processes.stream();
  }

  int mappingCalls() {
    return mappingCalls;
  }

  /** Applies the part of a call that takes effect before it returns, so that another thread can reuse the addresses. */
  void start(StraceCall call) throws TraceFormatException {
    switch (call.name()) {
      case "munmap" -> unmap(call);
      case "mprotect", "pkey_mprotect" -> protect(call);
      case "mremap" -> {
        if (isMove(call)) {
          vacate(call);
        }
      }
      default -> { }
    }
  }

  /** Applies the part of a call that takes effect when it returns; after {@link #start}. */
  void end(StraceCall call) throws TraceFormatException {
    mappingCalls++;
    switch (call.name()) {
      case "mmap", "mmap2" -> map(call);
      case "mremap" -> remap(call);
      case "brk" -> moveBreak(call);
      case "mlock", "mlock2" -> populate(call.argument(0), call.argument(1));
      case "madvise" -> advise(call);
      case "shmat", "shmdt" -> unknownLengths++;
      default -> { }
    }
  }

  void touch(long address) {
    if (builder.touch(address)) {
      touchesInLog++;
    }
  }

  Trace build(String name, long lines, List<String> notes, long seed) {
    generator.flush();
    List<String> all = new ArrayList<>(notes);
    all.add(
        "touches: " + touchesInLog + " from the log, " + generator.generated() + " at edges, middles and random addresses, seed " + seed);
    if (unknownLengths > 0) {
      all.add(counted(unknownLengths, "call") + " of shmat and shmdt skipped: the log does not say how long the segments are");
    }
    return builder.build(name, lines, new TraceOrigin(number(), seed, all));
  }

  @Override
  public String toString() {
    Integer number = number();
    String members = counted(mappingCalls, "mapping call") + ", " + counted(processes.size(), "thread");
    return "process " + (number == null ? "without number" : number) + " (" + origin + "; " + members + ")";
  }

  /** Returns the number of the process that began this space, or null if the log does not tell it. */
  private @Nullable Integer number() {
    Integer first = processes.isEmpty() ? null : processes.iterator().next();
    return first == null || first == 0 ? null : first;
  }

  private static String counted(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private void unmap(StraceCall call) throws TraceFormatException {
    change(new Operation.Unmap(start(call, 0), end(call, call.argument(0), call.argument(1))));
  }

  private void map(StraceCall call) throws TraceFormatException {
    long length = call.argument(1);
    long start = aligned(call, call.result());
    change(new Operation.Map(start, end(call, start, length), call.protection(2)));
    if (call.hasFlag(3, "MAP_POPULATE", 0x8000) || call.hasFlag(3, "MAP_LOCKED", 0x2000)) {
      populate(start, length);
    }
  }

  private void protect(StraceCall call) throws TraceFormatException {
    if (call.argument(1) == 0) {
      return;
    }
    long start = start(call, 0);
    long end = end(call, start, call.argument(1));
    int protection = call.protection(2);
    change(isMapped(start, end) ? new Operation.Protect(start, end, protection) : new Operation.Map(start, end, protection));
  }

  /** Tells whether every page is mapped. A successful mprotect proves that, so pages unknown so far were mapped by the kernel. */
  private boolean isMapped(long start, long end) {
    long page = Pages.of(start);
    while (page < Pages.endOf(end)) {
      RangeEntry range = builder.model().find(Pages.address(page));
      if (range == null) {
        return false;
      }
      page = range.endPage();
    }
    return true;
  }

  private static boolean isMove(StraceCall call) throws TraceFormatException {
    return call.argument(1) != 0
        && call.argument(0) != call.result()
        && !call.hasFlag(3, "MREMAP_DONTUNMAP", 4);
  }

  /** Unmaps the old range of a move, and remembers its protection for the new one. */
  private void vacate(StraceCall call) throws TraceFormatException {
    long old = start(call, 0);
    moved.put(call, protectionAt(old));
    change(new Operation.Unmap(old, end(call, old, call.argument(1))));
  }

  private void remap(StraceCall call) throws TraceFormatException {
    long old = start(call, 0);
    long oldLength = call.argument(1);
    long now = aligned(call, call.result());
    long newEnd = end(call, now, call.argument(2));
    Integer kept = moved.remove(call);
    if (kept != null || oldLength == 0 || old != now) {
      change(new Operation.Map(now, newEnd, kept != null ? kept : protectionAt(old)));
      return;
    }
    long oldEnd = end(call, old, oldLength);
    int direction = Long.compareUnsigned(newEnd - 1, oldEnd - 1);
    if (direction > 0) {
      change(new Operation.Map(oldEnd, newEnd, protectionAt(oldEnd - 1)));
    } else if (direction < 0) {
      change(new Operation.Unmap(newEnd, oldEnd));
    }
  }

  private int protectionAt(long address) {
    RangeEntry range = builder.model().find(address);
    return range == null ? READ_WRITE : range.protection();
  }

  private void moveBreak(StraceCall call) throws TraceFormatException {
    long now = -(-call.result() & -Pages.SIZE);
    Long before = programBreak;
    programBreak = now;
    if (before == null || before == now) {
      return;
    }
    change(
        Long.compareUnsigned(now, before) > 0
            ? new Operation.Map(before, now, READ_WRITE)
            : new Operation.Unmap(now, before));
  }

  private void advise(StraceCall call) throws TraceFormatException {
    if (call.hasFlag(2, "MADV_WILLNEED", 0) || call.hasFlag(2, "MADV_POPULATE_READ", 0) || call.hasFlag(2, "MADV_POPULATE_WRITE", 0)) {
      populate(call.argument(0), call.argument(1));
    }
  }

  private void populate(long start, long length) {
    long pages = length >>> 12;
    long step = Math.max(1, pages / MAXIMUM_POPULATED);
    for (long page = 0; page < pages; page += step) {
      touch(start + page * Pages.SIZE);
    }
  }

  private void change(Operation operation) {
    generator.flush();
    builder.add(operation);
    if (operation instanceof Operation.Map map) {
      generator.changed(map.start(), map.end());
    } else if (operation instanceof Operation.Unmap unmap) {
      generator.changed(unmap.start(), unmap.end());
    } else if (operation instanceof Operation.Protect protect) {
      generator.changed(protect.start(), protect.end());
    }
  }

  private static long start(StraceCall call, int index) throws TraceFormatException {
    return aligned(call, call.argument(index));
  }

  private static long aligned(StraceCall call, long address) throws TraceFormatException {
    if (!Pages.isAligned(address)) {
      throw call.malformed("the address 0x" + Long.toHexString(address) + " of a successful call is not a multiple of 4096");
    }
    return address;
  }

  private static long end(StraceCall call, long start, long length) throws TraceFormatException {
    long end = (start + length + Pages.SIZE - 1) & -Pages.SIZE;
    if (length == 0) {
      throw call.malformed("a successful call has the length 0");
    }
    if (end != 0 && Long.compareUnsigned(end, start) <= 0) {
      throw call.malformed("the range reaches beyond 2^64");
    }
    return end;
  }
}
