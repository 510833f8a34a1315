package org.vmalock.examples.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmalock.examples.run.LibraryMutant;
import org.vmalock.examples.run.Program;

/** The torture of the tree detects mutants of the library's index. */
@Timeout(200)
class IndexMutantTest {
  private static final String TREE = "org/vmalock/tree/";

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          joins write into a published leaf       | IndexNode.java   | joined = child(left).editableIn(section, epoch); | joined = child(left);
          published nodes are changed in place    | IndexEditor.java | node = original.editableIn(section, epoch);      | node = original;
          separators are not updated              | IndexEditor.java | node.set(at, edgesBelow.left ? IndexNode.LEAST : child.keys[0], child); | node.set(at, node.keys[at], child);
          """)
  void anIndexMutantIsDetected(String name, String source, String right, String wrong) throws Exception {
    Path classes = LibraryMutant.compile(directory, TREE + source, right, wrong);
    Program.Result result =
        new Program(directory).withClasses(classes).run("torture", "--target", "tree", "--seconds", "30", "--seed", "3", "--patience", "5");
    assertEquals(1, result.exitCode(), () -> name + " was not detected: " + result.out());
    assertTrue(result.out().contains("End of test: FAILURE"), result::out);
  }
}
