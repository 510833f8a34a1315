package org.vmalock.models;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link TreePublication} is configured: what the writer changes, what the reader does, and how both deviate from the design. */
final class TreePublicationSetup {
  /** What is done in another way than the design says. */
  enum Option {
    // The writer.
    /** The hints are stored before the slot. */
    HINTS_FIRST,
    /** A range is detached after the store that unmaps it. */
    DETACHED_AFTER,
    /** A batch stores into the slots of several leaves, and not a new root. */
    SEVERAL_STORES,
    /** A node whose interval shrinks stays the same object. */
    NODE_KEPT,
    /** A node with another first key is published under the old separator. */
    SEPARATOR_KEPT,
    /** A section stores its change before it commits, and takes it back when it aborts. */
    STORED_AT_ONCE,

    // The reader.
    /** An acquire fence follows the loads of the hints. */
    FENCE_BEHIND_HINTS,
    /** Nothing found by a quick walk is an answer. */
    QUICK_MISS_TRUSTED,
    /** Nothing found by a quick walk is an answer if the sequence was even before the walk. */
    NO_VALIDATION,
    /** A range that a quick walk finds is an answer although it may be detached. */
    ATTACHED_IGNORED,
    /** A step to the next leaf does not look again for what lies between. */
    NO_SECOND_WALK,
    /** A step to the next leaf acquires the range after the second walk. */
    HELD_AFTER_SECOND_WALK,
    /** The second walk does not compare the start of the range with the separator. */
    SEPARATOR_IGNORED,
    /** A step that has waited for the writer of its range does not walk again. */
    NO_SECOND_WALK_AFTER_WAIT
  }

  private final TreeScenario scenario;
  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private List<TreeRead> reads = List.of();
  private int anyReads;
  private Mode publication = Mode.RELEASE;
  private Mode slotLoad = Mode.ACQUIRE;
  private Mode hint = Mode.RELEASE;
  private Mode quickLoad = Mode.ACQUIRE;

  private TreePublicationSetup(TreeScenario scenario) {
    this.scenario = scenario;
  }

  static TreePublicationSetup setupOf(TreeScenario scenario, Option... options) {
    TreePublicationSetup setup = new TreePublicationSetup(scenario);
    setup.options.addAll(List.of(options));
    return setup;
  }

  /** What the reader does, one after the other. */
  TreePublicationSetup reads(TreeRead... newReads) {
    reads = List.of(newReads);
    return this;
  }

  /** The reader calls so many operations, each of any kind, for any of the keys of the scenario. */
  TreePublicationSetup anyReads(int count) {
    anyReads = count;
    return this;
  }

  /** The mode of the stores of the root and of slots. */
  TreePublicationSetup publication(Mode mode) {
    publication = mode;
    return this;
  }

  /** The mode of the loads of the root and of slots. */
  TreePublicationSetup slotLoad(Mode mode) {
    slotLoad = mode;
    return this;
  }

  /** The mode of the stores of hints. */
  TreePublicationSetup hint(Mode mode) {
    hint = mode;
    return this;
  }

  /** The mode of the loads of hints. */
  TreePublicationSetup quickLoad(Mode mode) {
    quickLoad = mode;
    return this;
  }

  TreeScenario scenario() {
    return scenario;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  List<TreeRead> reads() {
    return reads;
  }

  int anyReads() {
    return anyReads;
  }

  Mode publication() {
    return publication;
  }

  Mode slotLoad() {
    return slotLoad;
  }

  Mode hint() {
    return hint;
  }

  Mode quickLoad() {
    return quickLoad;
  }
}
