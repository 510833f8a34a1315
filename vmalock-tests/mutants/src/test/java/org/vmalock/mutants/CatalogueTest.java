package org.vmalock.mutants;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private static final Mutant EXAMPLE =
      new Mutant("example", "adds instead of subtracts", "A.java", "a - b", "a + b", List.of(Noticer.parse("test: ATest")));

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
