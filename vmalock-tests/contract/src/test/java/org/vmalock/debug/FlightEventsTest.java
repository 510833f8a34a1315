package org.vmalock.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vmalock.VmaLock;
import org.vmalock.debug.recorder.WithoutRecorder;

/** Tests of the flight recorder events, and of the library without the flight recorder. */
class FlightEventsTest {
  @Test
  void eventsAreRecorded() throws Exception {
    ForkedJvm.run(List.of(), RecordedWaits.class);
  }

  @Test
  void libraryWorksOnClassPathWithoutFlightRecorder() throws Exception {
    assertWorksWithoutRecorder(List.of("--limit-modules", "java.base"), "unnamed");
  }

  @Test
  void libraryWorksAsModuleWithoutFlightRecorder() throws Exception {
    assertWorksWithoutRecorder(asModule("--limit-modules", "java.base,org.vmalock"), "org.vmalock");
  }

  @Test
  void libraryWorksAsModuleWithFlightRecorder() throws Exception {
    String printed = ForkedJvm.run(asModule("--add-modules", "jdk.jfr"), WithoutRecorder.class);
    assertEquals("recorder present, module org.vmalock", printed.strip());
  }

  private static void assertWorksWithoutRecorder(List<String> options, String module) throws Exception {
    assertEquals("recorder absent, module " + module, ForkedJvm.run(options, WithoutRecorder.class).strip());
  }

  private static List<String> asModule(String... options) throws Exception {
    Path library = Path.of(VmaLock.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return Stream.concat(Stream.of("-p", library.toString(), "--add-modules", "org.vmalock"), Stream.of(options)).toList();
  }
}
