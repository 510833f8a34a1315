package org.vmalock.models;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link TreeSnapshots} is configured: what the writer changes, what the reader does, and how both deviate from the design. */
final class TreeSnapshotsSetup {
  /** What is done in another way than the design says. */
  enum Option {
    // The writer.
    /** The epoch is read before the publication is announced. */
    EPOCH_READ_EARLY,
    /** The epoch is not read again when a closed branch is copied. */
    EPOCH_READ_ONCE,
    /** The publication is not announced again when a closed branch is copied. */
    ANNOUNCED_ONCE,
    /** A branch is changed in place whatever its epoch. */
    OPEN_NOT_CHECKED,
    /** The number of ranges is stored before the slot. */
    RANGES_FIRST,
    /** The number of ranges is stored after the end of the publication. */
    RANGES_LAST,
    /** The publication ends before the slot is stored. */
    ENDED_EARLY,
    /** The publication ends before the hints are stored. */
    ENDED_BEFORE_HINTS,
    /** The root is stored without an announcement. */
    ROOT_NOT_ANNOUNCED,

    // The reader.
    /** A snapshot does not copy the way to the branch that is about to change. */
    NOT_COPIED,
    /** A snapshot reads the root after it has ended the epoch. */
    ROOT_AFTER_STEP,
    /** A snapshot does not end the epoch. */
    NO_STEP,
    /** A snapshot does not look at the root again. */
    NO_SECOND_LOOK,
    /** A snapshot does not look at the publication. */
    PUBLICATION_IGNORED,
    /** A snapshot reads the slot twice: for its copy and for its number of ranges. */
    SLOT_READ_TWICE,
    /** The number of ranges ignores the publication. */
    SIZE_IGNORES_PUBLICATION,
    /** A snapshot of the empty tree counts as any other. */
    EMPTY_NOT_SPECIAL
  }

  private final SnapshotScenario scenario;
  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private int snapshots;
  private int sizes;
  private boolean withRanges;
  private boolean twoReaders;
  private Mode announcement = Mode.VOLATILE;
  private Mode end = Mode.RELEASE;
  private Mode publicationLoad = Mode.VOLATILE;
  private Mode epochLoad = Mode.VOLATILE;
  private Mode step = Mode.VOLATILE;
  private Mode rangesStore = Mode.RELEASE;
  private Mode rangesLoad = Mode.ACQUIRE;

  private TreeSnapshotsSetup(SnapshotScenario scenario) {
    this.scenario = scenario;
  }

  static TreeSnapshotsSetup setupOf(SnapshotScenario scenario, Option... options) {
    TreeSnapshotsSetup setup = new TreeSnapshotsSetup(scenario);
    setup.options.addAll(List.of(options));
    return setup;
  }

  /** The reader takes so many snapshots, one after the other. */
  TreeSnapshotsSetup snapshots(int count) {
    snapshots = count;
    return this;
  }

  /** The reader asks so often for the number of ranges. */
  TreeSnapshotsSetup sizes(int count) {
    sizes = count;
    return withRanges();
  }

  /** The number of ranges is kept, and snapshots have it. */
  TreeSnapshotsSetup withRanges() {
    withRanges = true;
    return this;
  }

  /** A second reader does the same. */
  TreeSnapshotsSetup twoReaders() {
    twoReaders = true;
    return this;
  }

  TreeSnapshotsSetup announcement(Mode mode) {
    announcement = mode;
    return this;
  }

  TreeSnapshotsSetup end(Mode mode) {
    end = mode;
    return this;
  }

  TreeSnapshotsSetup publicationLoad(Mode mode) {
    publicationLoad = mode;
    return this;
  }

  TreeSnapshotsSetup epochLoad(Mode mode) {
    epochLoad = mode;
    return this;
  }

  TreeSnapshotsSetup step(Mode mode) {
    step = mode;
    return this;
  }

  TreeSnapshotsSetup rangesStore(Mode mode) {
    rangesStore = mode;
    return this;
  }

  TreeSnapshotsSetup rangesLoad(Mode mode) {
    rangesLoad = mode;
    return this;
  }

  SnapshotScenario scenario() {
    return scenario;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  int snapshots() {
    return snapshots;
  }

  int sizes() {
    return sizes;
  }

  boolean hasRanges() {
    return withRanges;
  }

  boolean hasTwoReaders() {
    return twoReaders;
  }

  Mode announcement() {
    return announcement;
  }

  Mode end() {
    return end;
  }

  Mode publicationLoad() {
    return publicationLoad;
  }

  Mode epochLoad() {
    return epochLoad;
  }

  Mode step() {
    return step;
  }

  Mode rangesStore() {
    return rangesStore;
  }

  Mode rangesLoad() {
    return rangesLoad;
  }
}
