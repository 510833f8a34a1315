package org.vmalock.examples.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StraceLogTest {
  private static final String MAP = "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x10000";
  private static final String PICTURE = "00010000-00013000 r-xp 00000000 00:00 0    /bin/x\n";
  private static final String THREAD = "clone3({flags=CLONE_VM|CLONE_THREAD, stack=0x1} => {parent_tid=[2]}, 88) = 2";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "27 ",
        "27    ",
        "27<java> ",
        "[pid 27] ",
        "[pid    27] ",
        "12:34:56 ",
        "27 12:34:56.123456 ",
        "27 1732635318.123456 ",
        "     0.000123 ",
        "27      0.000123 ",
        "[pid 27] 12:34:56 (+     0.000123) ",
        "27 [00007f0011223344] "
      })
  void decorationsAreSkipped(String prefix) throws Exception {
    assertEquals("[map [0x10000, 0x12000) prot 3]", operations(prefix + MAP + " <0.000012>"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          munmap(0x10000, 4097) = 0 ; ''
          munmap(0x10000, 4096) = 0 ; [0x11000, 0x12000) prot 3
          mprotect(0x10000, 1, PROT_READ) = 0 ; [0x10000, 0x11000) prot 1, [0x11000, 0x12000) prot 3
          mprotect(0x11000, 8192, PROT_NONE) = 0 ; [0x10000, 0x11000) prot 3, [0x11000, 0x13000) prot 0
          pkey_mprotect(0x10000, 8192, PROT_READ|PROT_EXEC, 1) = 0 ; [0x10000, 0x12000) prot 5
          mprotect(0x10000, 8192, 0x1) = 0 ; [0x10000, 0x12000) prot 1
          mprotect(0x10000, 8192, 0x1 /* PROT_READ */) = 0 ; [0x10000, 0x12000) prot 1
          mremap(0x10000, 8192, 4096, 0) = 0x10000 ; [0x10000, 0x11000) prot 3
          mremap(0x10000, 8192, 16384, MREMAP_MAYMOVE) = 0x10000 ; [0x10000, 0x14000) prot 3
          mremap(0x10000, 8192, 16384, MREMAP_MAYMOVE) = 0x20000 ; [0x20000, 0x24000) prot 3
          mremap(0x10000, 0, 8192, MREMAP_MAYMOVE) = 0x20000 ; [0x10000, 0x12000) prot 3, [0x20000, 0x22000) prot 3
          mremap(0x10000, 8192, 8192, MREMAP_MAYMOVE|MREMAP_DONTUNMAP) = 0x20000 ; [0x10000, 0x12000) prot 3, [0x20000, 0x22000) prot 3
          mmap(0x11000, 4096, PROT_READ, MAP_PRIVATE|MAP_FIXED, 3</a b, c)>, 0) = 0x11000 ; [0x10000, 0x11000) prot 3, [0x11000, 0x12000) prot 1
          munmap(0x10000, 8192) = -1 EINVAL (Invalid argument) ; [0x10000, 0x12000) prot 3
          munmap(0x10000, 8192) = ? ; [0x10000, 0x12000) prot 3
          read(3, "munmap(0x10000, 8192) = 0", 25) = 25 ; [0x10000, 0x12000) prot 3
          --- SIGCHLD {si_signo=SIGCHLD} --- ; [0x10000, 0x12000) prot 3
          exit_group(0) = ? ; [0x10000, 0x12000) prot 3
          +++ exited with 0 +++ ; [0x10000, 0x12000) prot 3
          +++ killed by SIGSEGV (core dumped) +++ ; [0x10000, 0x12000) prot 3
          strace: Process 44 attached ; [0x10000, 0x12000) prot 3
          munmap(0x10000, 8192 <unfinished ...>) = ? ; [0x10000, 0x12000) prot 3
          munmap(0x10000, 8192 <unfinished ...> ; [0x10000, 0x12000) prot 3
          """)
  void eachCallGivesItsEndState(String line, String expected) throws Exception {
    Trace trace = read(MAP, line);
    String end = trace.modelAfter(trace.operations().size()).mappings().toString();
    assertEquals("[" + expected + "]", end);
  }

  @Test
  void theBreakIsTheResultRoundedUp() throws Exception {
    String log = operations("brk(NULL) = 0x5000", "brk(0x7001) = 0x7001", "brk(0xf000) = 0x7001", "brk(0x6000) = 0x6000");
    assertEquals("[map [0x5000, 0x8000) prot 3, unmap [0x6000, 0x8000)]", log);
  }

  @Test
  void anInterruptedUnmapTakesEffectBeforeAnotherThreadReusesTheAddresses() throws Exception {
    String[] log = {
      "1 " + THREAD, "1 " + MAP, "1 munmap(0x10000, 8192 <unfinished ...>", "2 " + MAP, "1 <... munmap resumed>)        = 0"
    };
    assertEquals("[[0x10000, 0x12000) prot 3]", end(read(log)));
  }

  @Test
  void anInterruptedMapTakesEffectWhenItReturns() throws Exception {
    String[] log = {
      "1 " + THREAD,
      "1 " + MAP,
      "2 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, 3, 0 <unfinished ...>",
      "1 munmap(0x10000, 8192) = 0",
      "2 <... mmap resumed>) = 0x10000"
    };
    assertEquals("[[0x10000, 0x12000) prot 1]", end(read(log)));
  }

  @Test
  void anInterruptedMoveVacatesTheOldRangeFirst() throws Exception {
    String[] log = {
      "1 " + THREAD,
      "1 " + MAP,
      "1 mremap(0x10000, 8192, 8192, MREMAP_MAYMOVE|MREMAP_FIXED, 0x20000 <unfinished ...>",
      "2 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0) = 0x10000",
      "1 <... mremap resumed>) = 0x20000"
    };
    assertEquals("[[0x10000, 0x11000) prot 1, [0x20000, 0x22000) prot 3]", end(read(log)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          clone(child_stack=0x1, flags=CLONE_VM|CLONE_FS) = 2 ; 1
          clone(child_stack=0x1, flags=0x100) = 2 ; 1
          vfork() = 2 ; 1
          clone(child_stack=NULL, flags=SIGCHLD) = 2 ; 2
          clone3({flags=0, exit_signal=SIGCHLD}, 88) = 2 ; 2
          fork() = 2 ; 2
          """)
  void aChildSharesOrCopiesTheSpace(String creation, int spaces) throws Exception {
    for (List<String> order : List.of(
        List.of("1 " + creation, "2 munmap(0x10000, 4096) = 0"),
        List.of(
            "1 " + creation.replaceFirst("\\) = 2", " <unfinished ...>"),
            "2 munmap(0x10000, 4096) = 0",
            "1 <... " + creation.replaceFirst("\\(.*", "") + " resumed>) = 2"))) {
      String[] log = {"1 " + MAP, order.get(0), order.get(1), order.get(order.size() - 1)};
      String[] whole = order.size() == 2 ? Arrays.copyOf(log, 3) : log;
      assertEquals(spaces == 1 ? "[[0x11000, 0x12000) prot 3]" : "[[0x10000, 0x12000) prot 3]", end(readSelected(1, null, whole)));
      assertEquals("[[0x11000, 0x12000) prot 3]", end(readSelected(2, null, whole)));
    }
  }

  @Test
  void anExecveBeginsWithAnEmptySpaceAndLeavesTheParentAlone() throws Exception {
    String[] log = {
      "1 " + MAP, "1 vfork( <unfinished ...>", "2 execve(\"/bin/a\", [\"a\"], 0x1 /* 3 vars */) = 0", "1 <... vfork resumed>) = 2",
      "2 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0) = 0x50000"
    };
    assertEquals("[[0x10000, 0x12000) prot 3]", end(readSelected(1, null, log)));
    Trace child = readSelected(2, null, log);
    assertEquals("[[0x50000, 0x51000) prot 1]", end(child));
    assertTrue(child.origin().notes().get(0).contains("/bin/a, from line 3"), child.origin().notes().get(0));
  }

  @Test
  void anExecveOfAThreadReplacesItsProcess() throws Exception {
    String[] log = {
      "1 " + THREAD, "1 " + MAP, "2 execve(\"/bin/a\", [\"a\"], 0x1 <unfinished ...>",
      "1 +++ superseded by execve in pid 2 +++", "1 <... execve resumed>) = 0",
      "1 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0) = 0x50000", "1 brk(NULL) = 0x1000"
    };
    assertEquals("[[0x50000, 0x51000) prot 1]", end(readSelected(1, null, log)));
  }

  @Test
  void aFailedExecveAndAFailedForkChangeNothing() throws Exception {
    String[] log = {
      MAP, "execve(\"/x\", [], 0x1) = -1 ENOENT (No such file or directory)", "fork() = -1 EAGAIN (Try again)", "munmap(0x10000, 4096) = 0"
    };
    assertEquals("[[0x11000, 0x12000) prot 3]", end(read(log)));
  }

  @Test
  void linesWithoutNumberBelongToTheOnlyProcess() throws Exception {
    String[] log = {
      MAP, "strace: Process 2 attached", "[pid     1] " + THREAD, "[pid     2] munmap(0x10000, 4096) = 0",
      "[pid     2] +++ exited with 0 +++", "mprotect(0x11000, 4096, PROT_READ) = 0"
    };
    Trace trace = read(log);
    assertEquals("[[0x11000, 0x12000) prot 1]", end(trace));
    assertTrue(trace.origin().notes().get(0).contains("process 1 "), trace.origin().notes().get(0));
  }

  @Test
  void aCallThatBeginsWithoutNumberIsResumedWithOne() throws Exception {
    String[] log = {MAP, "vfork(strace: Process 2 attached", " <unfinished ...>", "[pid 2] exit(0) = ?", "[pid 1] <... vfork resumed>) = 2"};
    assertEquals("[[0x10000, 0x12000) prot 3]", end(readSelected(1, null, log)));
  }

  @Test
  void aRemarkInTheMidstOfALineIsTakenOut() throws Exception {
    String[] log = {MAP, "munmap(0x10000, 4096strace: Process 2 attached", " <unfinished ...>", "[pid 1] <... munmap resumed>) = 0"};
    assertEquals("[[0x11000, 0x12000) prot 3]", end(read(log)));
  }

  @Test
  void withoutProcessCallsEachNumberIsASpace() throws Exception {
    Trace trace = read("1 " + MAP, "2 munmap(0x10000, 4096) = 0", "1 brk(NULL) = 0x1000");
    assertEquals("[[0x10000, 0x12000) prot 3]", end(trace));
    assertTrue(trace.origin().notes().stream().anyMatch(note -> note.contains("each process number is an address space of its own (2)")));
  }

  @Test
  void theTouchesOfTheLogPrecedeGeneratedOnes() throws Exception {
    Trace trace = read(MAP, "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_ACCERR, si_addr=0x10abc} ---", "munmap(0x10000, 8192) = 0");
    assertEquals(0x10abc, trace.touches()[0]);
    assertEquals(1, trace.touchesBefore(1));
    assertTrue(trace.touches().length > 5);
    assertEquals("[69632]", Arrays.toString(Arrays.stream(read(MAP).touches()).filter(touch -> touch == 0x11000).distinct().toArray()));
  }

  @Test
  void theSeedDecidesTheRandomTouches() throws Exception {
    assertEquals(touches(1), touches(1));
    assertTrue(!touches(1).equals(touches(2)));
  }

  @Test
  void aPictureIsTheStartOfAnAttachedProcess() throws Exception {
    Path maps = Files.writeString(directory.resolve("m"), "00010000-00013000 r-xp 00000000 00:00 0    /bin/x\n");
    assertEquals("[[0x10000, 0x11000) prot 5, [0x12000, 0x13000) prot 5]", end(readSelected(null, maps.toString(), "7 munmap(0x11000, 4096) = 0")));
    TraceFormatException refused =
        assertThrows(TraceFormatException.class, () -> readSelected(null, maps.toString(), "7 execve(\"/x\", [], 0) = 0", "7 " + MAP));
    assertTrue(refused.getMessage().contains("--start"), refused.getMessage());
    Trace alone = TraceReader.read(maps.toString());
    assertEquals("[[0x10000, 0x13000) prot 5]", alone.initial().toString());
    assertTrue(alone.touches().length >= 5);
  }

  @Test
  void theHeapOfAPictureTellsTheBreak() throws Exception {
    Path maps = Files.writeString(directory.resolve("m"), "00010000-00012000 rw-p 00000000 00:00 0    [heap]\n");
    assertEquals("[[0x10000, 0x14000) prot 3]", end(readSelected(null, maps.toString(), "7 brk(0x14000) = 0x14000")));
    assertEquals("[[0x10000, 0x11000) prot 3]", end(readSelected(null, maps.toString(), "7 brk(0x11000) = 0x11000")));
  }

  @Test
  void aForkedChildBeginsWithThePictureOfItsParent() throws Exception {
    Path maps = Files.writeString(directory.resolve("m"), PICTURE);
    String[] log = {"1 " + MAP, "1 fork() = 2", "2 munmap(0x11000, 4096) = 0", "2 brk(NULL) = 0x1000"};
    for (Integer process : new Integer[] {null, 2}) {
      Trace child = readSelected(process, maps.toString(), log);
      assertEquals("[[0x10000, 0x11000) prot 3, [0x12000, 0x13000) prot 5]", end(child));
      assertTrue(child.origin().notes().get(0).contains("process 2 (forked, from line 2"), child.origin().notes().get(0));
    }
    assertEquals("[[0x10000, 0x12000) prot 3, [0x12000, 0x13000) prot 5]", end(readSelected(1, maps.toString(), log)));
  }

  @Test
  void thePictureIsOfAllThreadsThatRanWhenTheLogBegan() throws Exception {
    Path maps = Files.writeString(directory.resolve("m"), PICTURE);
    String[] log = {"7 munmap(0x10000, 4096) = 0", "8 munmap(0x12000, 4096) = 0", "9 clone(child_stack=0x1, flags=CLONE_VM) = 10"};
    for (Integer process : new Integer[] {null, 7, 8}) {
      Trace trace = readSelected(process, maps.toString(), log);
      assertEquals("[[0x11000, 0x12000) prot 5]", end(trace), "process " + process);
      assertTrue(trace.origin().notes().get(0).endsWith("address spaces in the log: 1"), trace.origin().notes().get(0));
    }
    assertTrue(readSelected(7, null, log).origin().notes().get(1).contains("with --start FILE they are threads of one process"));
  }

  @Test
  void aPictureMayStandAtTheHeadOfItsLog() throws Exception {
    Trace trace = read(PICTURE + "7 munmap(0x11000, 4096) = 0", "7 munmap(0x10000, 1) = 0");
    assertEquals("[[0x10000, 0x13000) prot 5]", trace.initial().toString());
    assertEquals("[[0x12000, 0x13000) prot 5]", end(trace));
    assertEquals(3, trace.lines());
    Path maps = Files.writeString(directory.resolve("m"), PICTURE);
    TraceFormatException twice =
        assertThrows(TraceFormatException.class, () -> readSelected(null, maps.toString(), PICTURE + "7 munmap(0x11000, 4096) = 0"));
    assertTrue(twice.getMessage().contains("begins with a copy of /proc/PID/maps"), twice.getMessage());
    TraceFormatException malformed = assertThrows(TraceFormatException.class, () -> read(PICTURE + "7 munmap(0x11000, 4096) = 0", "x"));
    assertEquals(3, malformed.line());
  }

  @Test
  void aPictureWithALogIsNoStart() throws Exception {
    Path both = Files.writeString(directory.resolve("m"), PICTURE + "7 munmap(0x11000, 4096) = 0\n");
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> readSelected(null, both.toString(), "7 " + MAP));
    assertEquals(2, refused.line());
    assertTrue(refused.getMessage().contains("expected a line of /proc/PID/maps"), refused.getMessage());
  }

  @Test
  void numbersOfOneAreSingular() throws Exception {
    assertTrue(read(MAP).origin().notes().get(0).contains("1 mapping call, 1 thread)"), read(MAP).origin().notes().get(0));
  }

  @Test
  void lockedAndWillNeededPagesAreTouched() throws Exception {
    for (String call : List.of(
        "mlock(0x10000, 8192) = 0",
        "madvise(0x10000, 8192, MADV_WILLNEED) = 0",
        MAP.replace("MAP_PRIVATE", "MAP_PRIVATE|MAP_POPULATE"))) {
      List<String> notes = read(MAP, call).origin().notes();
      assertTrue(notes.stream().anyMatch(note -> note.startsWith("touches: 2 from the log")), () -> call + ": " + notes);
    }
  }

  @Test
  void skippedSharedSegmentsAreReported() throws Exception {
    List<String> notes = read(MAP, "shmat(5, NULL, 0) = 0x7000000").origin().notes();
    assertTrue(notes.stream().anyMatch(note -> note.startsWith("1 call of shmat and shmdt skipped")), notes::toString);
  }

  @Test
  void aMalformedPictureIsRefused() throws IOException {
    Path maps = Files.writeString(directory.resolve("m"), "00010000-00013000 r-xp 0 00:00 0\nx\n");
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> TraceReader.read(maps.toString()));
    assertEquals(2, refused.line());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          hello ; not a line of strace
          munmap(0x10000, 81 ; the line is incomplete
          munmap(0x10001, 4096) = 0 ; not a multiple of 4096
          munmap(zzz, 4096) = 0 ; 'zzz' is not a number
          munmap(0x10000) = 0 ; argument 2 of munmap is missing
          munmap(0x10000, 0) = 0 ; has the length 0
          munmap(0xfffffffffffff000, 8192) = 0 ; reaches beyond 2^64
          mprotect(0x10000, 4096, READ) = 0 ; 'READ' is not a protection
          <... munmap resumed>) = 0 ; no unfinished munmap
          <... munmap ; expected '<... NAME resumed>'
          mmap(NULL, 4096, PROT_READ, MAP_PRIVATE) = 0x123456789abcdef01 ; not a number of at most 64 bits
          """)
  void aMalformedLineIsRefusedWithItsNumber(String line, String reason) {
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> read(MAP, line));
    assertEquals(2, refused.line());
    assertTrue(refused.reason().contains(reason), refused.reason());
  }

  @Test
  void anUnknownProcessIsRefusedWithTheKnownOnes() {
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> readSelected(9, null, "1 " + MAP, "3 " + MAP));
    assertTrue(refused.getMessage().endsWith("--process 9: no such process in the log, which has [1, 3]"), refused.getMessage());
  }

  @Test
  void aLogWithoutMappingCallsIsRefused() {
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> read("read(3, \"\", 1) = 0"));
    assertTrue(refused.reason().contains("no successful mapping call"), refused.reason());
  }

  private List<Long> touches(long seed) throws Exception {
    Path log = Files.writeString(directory.resolve("s"), MAP + "\n");
    return Arrays.stream(TraceReader.read(log.toString(), new TraceSelection(null, null, seed)).touches()).boxed().toList();
  }

  private String operations(String... lines) throws Exception {
    return read(lines).operations().toString();
  }

  private static String end(Trace trace) {
    return trace.modelAfter(trace.operations().size()).mappings().toString();
  }

  private Trace read(String... lines) throws IOException, TraceFormatException {
    return readSelected(null, null, lines);
  }

  private Trace readSelected(@Nullable Integer process, @Nullable String start, String... lines) throws IOException, TraceFormatException {
    Path log = Files.writeString(directory.resolve("log"), String.join("\n", lines) + "\n");
    return TraceReader.read(log.toString(), new TraceSelection(process, start, 1));
  }
}
