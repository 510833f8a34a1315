package org.vmalock.mutants;

/**
 * What has to notice a mutant.
 *
 * @param kind how it is run
 * @param target the test class, or class and method separated by {@code #}, without the common package; the simple name of the class of a race; or
 *     the run of a model
 */
record Noticer(Kind kind, String target) {
  /** How a noticer is run. */
  enum Kind {
    /** A contract or Lincheck test, on the mutated copy of the library. */
    TEST("test"),
    /** A race of the jcstress tests, on the mutated copy of the library. */
    RACE("race"),
    /** A mutant of the same step in the model of the protocol, for mistakes that the processor cannot show. */
    MODEL("model");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /**
   * Parses {@code "test: VmaLockReadContract"} or {@code "model: counted reads: mutant: no late check"}.
   *
   * @throws CatalogueException if the text has no known kind
   */
  static Noticer parse(String text) {
    for (Kind kind : Kind.values()) {
      String start = kind.word + ": ";
      if (text.startsWith(start)) {
        return new Noticer(kind, text.substring(start.length()));
      }
    }
    throw new CatalogueException("noticed by '" + text + "': must begin with 'test: ' or 'model: '");
  }

  @Override
  public String toString() {
    return kind.word + ": " + target;
  }
}
