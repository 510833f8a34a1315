package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/**
 * Every example that is printed in README.md, in guide.md or in the javadoc of an exported package stands in a test, which compiles and runs it: its
 * lines, without comments and indentation, are consecutive lines of a source of the tests.
 */
@TimeLimit
class PrintedExamplesTest {
  private static final Path PROJECT = Path.of("..", "..");
  private static final Path LIBRARY = PROJECT.resolve("vmalock/src/main/java/org/vmalock");
  private static final Path TESTS = Path.of("src/test/java/org/vmalock");

  /** One example: where it is printed, and its lines. */
  private record Example(String place, List<String> code) {}

  @Test
  void everyPrintedExampleIsRun() throws IOException {
    List<List<String>> sources = new ArrayList<>();
    for (Path source : javaFiles(TESTS)) {
      sources.add(code(Files.readAllLines(source)));
    }
    List<Example> examples = examples();
    List<Example> missing = examples.stream().filter(example -> sources.stream().noneMatch(source -> contains(source, example))).toList();
    assertEquals(List.of(), missing, "printed, but not run");
    assertTrue(examples.size() >= 20, examples.size() + " examples found");
  }

  private static boolean contains(List<String> source, Example example) {
    return Collections.indexOfSubList(source, example.code()) >= 0;
  }

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    addExamples(examples, PROJECT.resolve("README.md"), "```java", "```");
    addExamples(examples, PROJECT.resolve("vmalock/docs/guide.md"), "```java", "```");
    for (Path source : javaFiles(LIBRARY)) {
      if (!source.startsWith(LIBRARY.resolve("internal"))) {
        addExamples(examples, source, "<pre>{@code", "}</pre>");
      }
    }
    return examples;
  }

  private static void addExamples(List<Example> examples, Path file, String begin, String end) throws IOException {
    List<String> lines = Files.readAllLines(file).stream().map(line -> line.replaceFirst("^ *\\* ?", "")).toList();
    for (int first = 0; first < lines.size(); first++) {
      if (lines.get(first).equals(begin)) {
        int last = first + 1;
        while (!lines.get(last).equals(end)) {
          last++;
        }
        examples.add(new Example(file.getFileName() + ":" + (first + 1), code(lines.subList(first + 1, last))));
        first = last;
      }
    }
  }

  /** Returns the lines without indentation, comments and empty lines. */
  private static List<String> code(List<String> lines) {
    return lines.stream().map(line -> line.replaceFirst("//.*", "").strip()).filter(line -> !line.isEmpty()).toList();
  }

  private static List<Path> javaFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
