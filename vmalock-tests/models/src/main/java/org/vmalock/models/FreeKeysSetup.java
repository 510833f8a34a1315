package org.vmalock.models;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link FreeKeys} is configured: what the writer changes, what the reader searches, and how both deviate from the design. */
final class FreeKeysSetup {
  /** What is done in another way than the design says. */
  enum Option {
    // The writer.
    /** No number grows before the store of the slot. */
    NOT_RAISED,
    /** No number becomes exact after the store of the slot. */
    NOT_SETTLED,
    /** Numbers shrink before the store of the slot. */
    LOWERED_EARLY,
    /** The numbers above the branch of the slot stay. */
    LOWEST_ONLY,
    /** A commit that leaves the largest gap of a leaf leaves all numbers. */
    LAST_NOT_COMPARED,
    /** A node whose interval shrinks stays the same object. */
    NODE_KEPT,
    /** A node with another first key is published under the old separator. */
    SEPARATOR_KEPT,

    // The reader.
    /** Nothing found is an answer. */
    NOTHING_TRUSTED,
    /** The sequence is loaded after the walk only. */
    SEQUENCE_LATE,
    /** The end of a range is assumed to lie before the end of its interval. */
    END_NOT_COMPARED,
    /** The gap after the last range of a branch is passed over. */
    END_OF_BRANCH_IGNORED,
    /** A search does not look at the first leaf again. */
    FIRST_LEAF_ONCE,
    /** A search does not look at the last leaf of a branch again. */
    LAST_LEAF_ONCE,
    /** A search takes the number of a branch beside a look of its own. */
    NUMBER_OF_BRANCH
  }

  private final FreeKeysScenario scenario;
  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private List<FreeKeySearch> searches = List.of();
  private int anySearches;
  private Mode numberStore = Mode.RELEASE;
  private Mode numberLoad = Mode.ACQUIRE;

  private FreeKeysSetup(FreeKeysScenario scenario) {
    this.scenario = scenario;
  }

  static FreeKeysSetup setupOf(FreeKeysScenario scenario, Option... options) {
    FreeKeysSetup setup = new FreeKeysSetup(scenario);
    setup.options.addAll(List.of(options));
    return setup;
  }

  /** What the reader searches, one after the other. */
  FreeKeysSetup searches(FreeKeySearch... newSearches) {
    searches = List.of(newSearches);
    return this;
  }

  /** The reader performs so many of the searches of the scenario. */
  FreeKeysSetup anySearches(int count) {
    anySearches = count;
    return this;
  }

  /** The mode of the stores of numbers. */
  FreeKeysSetup numberStore(Mode mode) {
    numberStore = mode;
    return this;
  }

  /** The mode of the loads of numbers. */
  FreeKeysSetup numberLoad(Mode mode) {
    numberLoad = mode;
    return this;
  }

  FreeKeysScenario scenario() {
    return scenario;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  List<FreeKeySearch> searches() {
    return searches;
  }

  int anySearches() {
    return anySearches;
  }

  Mode numberStore() {
    return numberStore;
  }

  Mode numberLoad() {
    return numberLoad;
  }
}
