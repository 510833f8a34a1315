package org.vmalock.mutants;

/**
 * What has to notice a mutant.
 *
 * @param kind how it is run
 * @param target the test class, or class and method separated by {@code #}, without the common package; the simple name of the class of a race; or
 *     the run of a model; or the target of a torture, and the fault to inject if one is needed
 */
public record Noticer(Kind kind, String target) {
  /** How a noticer is run. */
  public enum Kind {
    /** A contract or Lincheck test, on the mutated copy of the library. */
    TEST("test"),
    /** A race of the jcstress tests, on the mutated copy of the library. */
    RACE("race"),
    /** A mutant of the same step in the model of the protocol, for mistakes that the processor cannot show. */
    MODEL("model"),
    /** A torture run of the examples, {@code torture --mutant NAME}, on the mutated copy of the library. */
    TORTURE("torture");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /**
   * Parses for example {@code "test: VmaLockReadContract"} or {@code "model: counted reads: mutant: no late check"}.
   *
   * @param text the kind, a colon, and the target
   * @return the noticer
   * @throws CatalogueException if the text has no known kind
   */
  public static Noticer parse(String text) {
    for (Kind kind : Kind.values()) {
      String start = kind.word + ": ";
      if (text.startsWith(start)) {
        return new Noticer(kind, text.substring(start.length()));
      }
    }
    throw new CatalogueException("noticed by '" + text + "': must begin with 'test: ', 'race: ', 'model: ' or 'torture: '");
  }

  @Override
  public String toString() {
    return kind.word + ": " + target;
  }
}
