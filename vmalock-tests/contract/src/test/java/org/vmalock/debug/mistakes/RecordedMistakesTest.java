package org.vmalock.debug.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.debug.mistakes.Report.attached;
import static org.vmalock.debug.mistakes.Report.inThread;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.internal.LeakWatch;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.TimeLimit;

/** The flight recorder has what the log and the exceptions say. */
@TimeLimit
@EnabledIfSystemProperty(named = "vmalock.debug", matches = "all")
class RecordedMistakesTest {
  @Test
  void violationIsRecorded() throws Throwable {
    StructureLock structure = new StructureLock().named("recorded index");
    VmaLock node = attached(structure);
    long stamp = node.tryStartRead();
    List<String> messages = record("vmalock.Violation", () -> Report.of(IllegalStateException.class, structure::lockWrite));
    assertEquals(1, messages.stream().filter(message -> message.contains("is about to wait for recorded index[")).count(), messages::toString);
    node.endRead(stamp);
  }

  @Test
  void leakIsRecorded() throws Throwable {
    VmaLock node = VmaLock.standalone("recorded node");
    List<String> messages = record("vmalock.Leak", () -> {
      try (CapturedLog log = new CapturedLog(LeakWatch.LOGGER)) {
        inThread("importer", node::tryStartRead);
        log.await(entry -> entry.contains("recorded node"));
      }
    });
    assertTrue(messages.stream().anyMatch(message -> message.matches("Leak: recorded node.* is read-locked by importer, which has ended .*")),
        messages::toString);
  }

  private static List<String> record(String name, Executable body) throws Throwable {
    Path file = Files.createTempFile("recorded-mistakes", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(name);
      recording.start();
      body.execute();
      recording.stop();
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(name))
          .map(event -> event.getString("message"))
          .toList();
    } finally {
      Files.delete(file);
    }
  }
}
