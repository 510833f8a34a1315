package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.acme.Shop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmalock.debug.ForkedJvm;
import org.vmalock.testing.TimeLimit;

/**
 * Every report that is printed in diagnostics.md, or in the section of README that leads there, is one that the library gives today: the
 * lines of a block are lines of the output of {@link Shop}, with any numbers, one after the other but for frames that are left out.
 */
@TimeLimit
class PrintedReportsTest {
  private static final Path PROJECT = Path.of("..", "..");
  private static final String FENCE = "```";
  private static final List<String> LEVEL =
      List.of("-Dvmalock.debug=all", "-Dvmalock.debug.ownerWarningMillis=20", "-Dvmalock.debug.waitWarningMillis=100",
          "-Dvmalock.debug.checkMillis=20");

  @Test
  void everyPrintedReportIsGivenToday() throws Exception {
    List<List<String>> blocks = blocks();
    Path recording = Files.createTempFile("shop", ".jfr");
    try {
      List<String> output = normalized(ForkedJvm.run(options(recording), Shop.class).lines().toList());
      output.addAll(normalized(printed(recording)));
      List<List<String>> missing = blocks.stream().filter(block -> !contains(output, block)).toList();
      assertEquals(List.of(), missing, () -> "printed in a document, but not by\n" + String.join("\n", output));
      assertTrue(blocks.size() >= 22, blocks.size() + " blocks found");
    } finally {
      Files.delete(recording);
    }
  }

  private static List<String> options(Path recording) {
    List<String> options = new ArrayList<>(LEVEL);
    options.add("-XX:StartFlightRecording=filename=" + recording);
    return options;
  }

  /** Returns what the JDK's tool prints of the events that the document shows. */
  private static List<String> printed(Path recording) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jfr").toString();
    Process process = new ProcessBuilder(tool, "print", "--events", "vmalock.*", recording.toString()).redirectErrorStream(true).start();
    List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertEquals(0, process.waitFor(), lines::toString);
    return lines;
  }

  /** Returns the blocks that show output: not commands, properties of the start, or the first line of a sample. */
  private static List<List<String>> blocks() throws IOException {
    List<List<String>> blocks = new ArrayList<>();
    addBlocks(blocks, Files.readAllLines(PROJECT.resolve("vmalock/docs/diagnostics.md")));
    List<String> readme = Files.readAllLines(PROJECT.resolve("README.md"));
    int section = readme.indexOf("## When it hangs or leaks");
    addBlocks(blocks, readme.subList(section, section + 20));
    return blocks;
  }

  private static void addBlocks(List<List<String>> blocks, List<String> lines) {
    for (int first = lines.indexOf(FENCE); first >= 0 && first < lines.size(); first++) {
      if (lines.get(first).equals(FENCE)) {
        int last = first + 1;
        while (!lines.get(last).equals(FENCE)) {
          last++;
        }
        List<String> block = normalized(lines.subList(first + 1, last));
        if (!block.isEmpty()) {
          blocks.add(block);
        }
        first = last;
      }
    }
  }

  private static boolean contains(List<String> output, List<String> block) {
    for (int first = 0; first < output.size(); first++) {
      if (output.get(first).equals(block.get(0)) && continues(output, first, block)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the lines of a block follow from a line of the output on, with frames in between. */
  private static boolean continues(List<String> output, int first, List<String> block) {
    int next = 0;
    for (int line = first; line < output.size() && next < block.size(); line++) {
      if (output.get(line).equals(block.get(next))) {
        next++;
      } else if (!isFrame(output.get(line))) {
        return false;
      }
    }
    return next == block.size();
  }

  private static boolean isFrame(String line) {
    return line.startsWith("at ") || line.startsWith("... ");
  }

  /** Returns the lines without indentation, numbers, identities, positions of holders, and what is no output of the program. */
  private static List<String> normalized(List<String> lines) {
    List<String> normalized = new ArrayList<>();
    for (String line : lines) {
      String stripped = line.strip();
      if (!isOther(stripped)) {
        normalized.add(stripped.replaceAll("@[0-9a-f]+", "@#").replaceAll("[0-9]+", "#").replaceFirst(", the thread is [^;]*;", ", the thread is;"));
      }
    }
    return normalized;
  }

  private static boolean isOther(String line) {
    return line.startsWith("$ ") || line.startsWith("startTime") || line.startsWith("forgets() leaves")
        || line.contains("System property vmalock.debug is");
  }
}
