package org.vmalock.mutants;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final Mutant EXAMPLE =
      new Mutant("example", "adds instead of subtracts", "A.java", "a - b", "a + b", List.of(Noticer.parse("test: ATest")), false);

  @Test
  void everyReplacementMatchesOnceAndChangesItsFile() {
    try (MutantCompiler compiler = new MutantCompiler(Path.of(System.getProperty("vmalock.repository")))) {
      assertAll(
          Catalogue.mutants().stream()
              .map(
                  mutant ->
                      () -> {
                        String source = compiler.librarySource(mutant.file());
                        assertNotEquals(source, mutant.apply(source), mutant.name());
                      }));
    }
  }

  /** The table of test-matrix.md has a line for each mutant and each noticer that is run. */
  @Test
  void theTableInTheDocumentsHasEveryMutant() throws IOException {
    Path matrix = Path.of(System.getProperty("vmalock.repository")).resolve("vmalock/docs/test-matrix.md");
    Pattern line = Pattern.compile("\\| `([a-z0-9-]+)` \\| ((?:test|race|model|torture): .*) \\| [0-9.]+ \\|");
    Set<String> shown = new TreeSet<>();
    for (String text : Files.readAllLines(matrix)) {
      Matcher matcher = line.matcher(text);
      if (matcher.matches()) {
        shown.add(matcher.group(1));
      }
    }
    assertEquals(Catalogue.mutants().stream().map(Mutant::name).collect(Collectors.toCollection(TreeSet::new)), shown);
  }

  @Test
  void replacesTheTextThatOccursOnce() {
    assertEquals("return a + b;", EXAMPLE.apply("return a - b;"));
  }

  @Test
  void refusesATextThatDoesNotOccur() {
    CatalogueException refused = assertThrows(CatalogueException.class, () -> EXAMPLE.apply("return b - a;"));
    assertTrue(refused.toString().contains("example: A.java does not contain the text to replace"), refused.toString());
  }

  @Test
  void refusesATextThatOccursTwice() {
    CatalogueException refused = assertThrows(CatalogueException.class, () -> EXAMPLE.apply("a - b; a - b;"));
    assertTrue(refused.toString().contains("example: A.java contains the text to replace more than once"), refused.toString());
  }

  @Test
  void relocatesThePackagesOfTheLibraryOnly() {
    assertEquals(
        "import mutant.x.org.vmalock.VmaLock; import org.other.A; \"mutant.x.org.vmalock\" my.org.vmalock.B org.vmalocked.C",
        RelocatedSources.relocate(
            "import org.vmalock.VmaLock; import org.other.A; \"org.vmalock\" my.org.vmalock.B org.vmalocked.C", "mutant.x."));
  }

  @Test
  void refusesANoticerOfUnknownKind() {
    assertThrows(CatalogueException.class, () -> Noticer.parse("chance: ATest"));
  }
}
