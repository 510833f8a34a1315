package org.vmalock.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Reads the list of mutants: one YAML file for each package of the library, one for the diagnostics, one for the mutants that only a race
 * notices, and one for those that only a torture notices.
 *
 * <pre>
 * - name: no-late-check
 *   mistake: a counted reader does not look whether the node is write-locked
 *   file: org/vmalock/ReadPath.java
 *   replace: |2-
 *     failsLateCheck(lock, sequence) || failsLastLook(lock)
 *   with: |2-
 *     failsLastLook(lock)
 *   noticed-by:
 *     - "test: VmaLockLincheckTest"
 * </pre>
 *
 * <p>A mutant with {@code thorough: true} is not run in each build.
 */
public final class Catalogue {
  private static final List<String> FILES = List.of(
      "lock.yaml", "hazard.yaml", "primitive.yaml", "pool.yaml", "tree.yaml", "cache.yaml", "lazymm.yaml", "diagnostics.yaml", "races.yaml",
      "torture.yaml");
  private static final Set<String> KEYS = Set.of("name", "mistake", "file", "replace", "with", "noticed-by", "thorough");

  private Catalogue() {}

  /**
   * Returns all mutants.
   *
   * @return the mutants, in the order of the files
   * @throws CatalogueException if an entry is incomplete, or a name is used twice
   */
  public static List<Mutant> mutants() {
    List<Mutant> mutants = new ArrayList<>();
    for (String file : FILES) {
      mutants.addAll(read(file));
    }
    Set<String> names = new HashSet<>();
    for (Mutant mutant : mutants) {
      if (!names.add(mutant.name())) {
        throw new CatalogueException("two mutants have the name " + mutant.name());
      }
    }
    return mutants;
  }

  private static List<Mutant> read(String file) {
    try (InputStream in = Catalogue.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new CatalogueException(file + " is not beside the class Catalogue");
      }
      List<Mutant> mutants = new ArrayList<>();
      for (Object entry : new Yaml(new SafeConstructor(new LoaderOptions())).<List<?>>load(in)) {
        mutants.add(mutant(file, (Map<?, ?>) entry));
      }
      return mutants;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Mutant mutant(String file, Map<?, ?> entry) {
    String name = text(file, entry, "name");
    String where = file + ", " + name;
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new CatalogueException(where + ": a name has lower-case words with hyphens");
    }
    for (Object key : entry.keySet()) {
      if (!KEYS.contains(key)) {
        throw new CatalogueException(where + ": unknown key '" + key + "'; the keys are " + KEYS);
      }
    }
    List<Noticer> noticers = new ArrayList<>();
    if (entry.get("noticed-by") instanceof List<?> list) {
      for (Object noticer : list) {
        noticers.add(Noticer.parse(String.valueOf(noticer)));
      }
    }
    if (noticers.isEmpty()) {
      throw new CatalogueException(where + ": 'noticed-by' must be a list that names at least one test");
    }
    return new Mutant(name, text(where, entry, "mistake"), text(where, entry, "file"), text(where, entry, "replace"), text(where, entry, "with"),
        noticers, Boolean.TRUE.equals(entry.get("thorough")));
  }

  private static String text(String where, Map<?, ?> entry, String key) {
    @Nullable Object value = entry.get(key);
    if (!(value instanceof String text)) {
      throw new CatalogueException(where + ": '" + key + "' is missing or not a text");
    }
    return text;
  }
}
