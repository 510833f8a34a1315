package org.vmalock.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jars of the sources and of the javadoc belong to the jar of the classes, and contain what a reader looks for. */
class AttachedJarsIT {
  private static final Path JAVADOC = Jars.attached("javadoc");
  private static final Path SOURCES = Jars.attached("sources");

  @Test
  void eachClassHasItsSource() throws IOException {
    Set<String> classes = names(Jars.LIBRARY, ".class");
    classes.removeIf(name -> name.contains("$"));
    assertTrue(classes.size() > 100, () -> classes.size() + " classes");
    assertEquals(classes, names(SOURCES, ".java"));
  }

  @Test
  void javadocDescribesTheExportedPackages() throws IOException {
    Set<String> packages = names(JAVADOC, "/package-summary.html");
    assertEquals(
        Set.of(
            "org.vmalock/org/vmalock",
            "org.vmalock/org/vmalock/caffeine",
            "org.vmalock/org/vmalock/debug",
            "org.vmalock/org/vmalock/lazymm",
            "org.vmalock/org/vmalock/management",
            "org.vmalock/org/vmalock/primitive",
            "org.vmalock/org/vmalock/tree"),
        packages);
  }

  /** The class comment leads to the notes, and the notes are there, with their links resolved. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "org/vmalock, VmaLock, lock, The states and their transitions",
    "org/vmalock, VmaPool, pool, The invariant of the wait",
    "org/vmalock/lazymm, LazyRef, lazy-ref, A borrow beside a replacement",
    "org/vmalock/lazymm, Worker, hand-off, Release on behalf",
    "org/vmalock/primitive, RefCount, ref-count, Why every update is volatile"
  })
  void javadocHasTheAlgorithmicNotes(String directory, String type, String anchor, String heading) throws IOException {
    String classPage = page("org.vmalock/" + directory + "/" + type + ".html");
    assertTrue(classPage.contains("doc-files/algorithms.html#" + anchor), () -> type + " has no link to its notes");
    String notes = page("org.vmalock/" + directory + "/doc-files/algorithms.html");
    assertTrue(notes.contains("id=\"" + anchor + "\""), () -> "no section " + anchor);
    assertTrue(notes.contains(heading), () -> "no heading: " + heading);
    assertTrue(!notes.contains("{@"), "a tag was not replaced");
  }

  private static String page(String name) throws IOException {
    try (JarFile jar = new JarFile(JAVADOC.toFile())) {
      ZipEntry entry = jar.getEntry(name);
      assertTrue(entry != null, () -> name + " is not in " + JAVADOC);
      return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Returns the names that end so, without that ending. */
  private static Set<String> names(Path file, String ending) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
