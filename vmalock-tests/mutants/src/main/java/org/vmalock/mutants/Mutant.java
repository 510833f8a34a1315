package org.vmalock.mutants;

import java.util.List;

/**
 * One small mistake in one source file of the library.
 *
 * @param name lower-case words with hyphens, unique in the catalogue
 * @param mistake what the mutated code does wrong
 * @param file the source file, relative to the source folder of the library
 * @param replace the text to replace, which has to occur exactly once
 * @param with the replacement
 * @param noticedBy what has to notice the mutant: at least one
 * @param thorough whether the mutant is run under {@code -Pthorough} only, since it takes long, or is noticed with good luck only
 */
public record Mutant(String name, String mistake, String file, String replace, String with, List<Noticer> noticedBy, boolean thorough) {
  /** Copies the list. */
  public Mutant {
    noticedBy = List.copyOf(noticedBy);
  }

  /**
   * Returns what precedes {@code org.vmalock} in the names of the packages of the mutant's copies.
   *
   * @return the prefix, with a point at its end
   */
  public String packagePrefix() {
    return "mutant." + name.replace('-', '_') + ".";
  }

  /**
   * Returns the noticers of a kind.
   *
   * @param kind how they are run
   * @return their targets, in the order of the catalogue
   */
  public List<String> targets(Noticer.Kind kind) {
    return noticedBy.stream().filter(noticer -> noticer.kind() == kind).map(Noticer::target).toList();
  }

  /**
   * Returns the mutated text of the file.
   *
   * @param source the text of the file
   * @return the text with the replacement
   * @throws CatalogueException if the text to replace does not occur exactly once
   */
  public String apply(String source) {
    int first = source.indexOf(replace);
    if (first < 0) {
      throw new CatalogueException(name + ": " + file + " does not contain the text to replace:\n" + replace);
    }
    if (source.indexOf(replace, first + 1) >= 0) {
      throw new CatalogueException(name + ": " + file + " contains the text to replace more than once; add a line before or after it");
    }
    return source.substring(0, first) + with + source.substring(first + replace.length());
  }
}
