package org.vmalock.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vmalock.models.explorer.Mode;

/** How {@link LeafChanges} is configured: the leaf, what is mapped and unmapped, what the reader does, and how both deviate. */
final class LeafChangesSetup {
  /** What is done in another way than the design says. */
  enum Option {
    // What happens.
    /** Keys are loaded in descending order. */
    KEYS_DESCENDING,

    // The writer.
    /** The version is stored after the store that it announces. */
    VERSION_AFTER,
    /** The version is not stored. */
    NO_VERSION_STORED,
    /** No fence follows the store of the version. */
    NO_RELEASE_FENCE,
    /** A shift stores each key before its slot. */
    KEY_BEFORE_SLOT,
    /** A range is mapped behind the last one by its slot, then its key. */
    APPENDED_BY_KEY,
    /** A range is mapped although an idle position behind it repeats its left neighbour. */
    FOLLOWER_FORGOTTEN,
    /** A range is unmapped or replaced although an idle position repeats it. */
    RUN_IGNORED,

    // The reader.
    /** The version is not compared. */
    NO_VERSION,
    /** No fence precedes the second load of the version. */
    NO_ACQUIRE_FENCE,
    /** A position that is passed over counts as the next one. */
    PASSED_OVER_IGNORED,
    /** Nothing found without the version is an answer. */
    QUICK_MISS_TRUSTED,
    /** A range that was found without the version is an answer although it may be detached. */
    ATTACHED_IGNORED
  }

  /** A write section: what it unmaps, and what it maps. */
  record Section(@Nullable TreeRange removed, @Nullable TreeRange added) {}

  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private final List<TreeRange> ranges = new ArrayList<>();
  private final List<Integer> keys = new ArrayList<>();
  private final List<TreeRange> slots = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();
  private final int width;
  private List<Integer> readKeys = List.of();
  private List<TreeRead> reads = List.of();
  private int anyReads;
  private Mode keyStore = Mode.RELEASE;
  private Mode slotStore = Mode.RELEASE;
  private Mode slotLoad = Mode.ACQUIRE;
  private Mode versionLoad = Mode.ACQUIRE;

  private LeafChangesSetup(int width) {
    this.width = width;
  }

  static LeafChangesSetup leafOf(int width) {
    return new LeafChangesSetup(width);
  }

  TreeRange range(String name, int start, int last) {
    TreeRange range = new TreeRange(ranges.size(), name, start, last);
    ranges.add(range);
    return range;
  }

  /** The next position holds a range. */
  LeafChangesSetup holds(TreeRange range) {
    return holds(range.start(), range);
  }

  /** The next position repeats its left neighbour. */
  LeafChangesSetup idle(int key) {
    return holds(key, slots.get(slots.size() - 1));
  }

  private LeafChangesSetup holds(int key, TreeRange range) {
    keys.add(key);
    slots.add(range);
    return this;
  }

  LeafChangesSetup maps(TreeRange range) {
    sections.add(new Section(null, range));
    return this;
  }

  LeafChangesSetup unmaps(TreeRange range) {
    sections.add(new Section(range, null));
    return this;
  }

  LeafChangesSetup replaces(TreeRange range, TreeRange by) {
    sections.add(new Section(range, by));
    return this;
  }

  LeafChangesSetup with(Option... newOptions) {
    options.addAll(List.of(newOptions));
    return this;
  }

  /** The keys for which any read is tried. */
  LeafChangesSetup keys(Integer... newKeys) {
    readKeys = Arrays.asList(newKeys);
    return this;
  }

  LeafChangesSetup reads(TreeRead... newReads) {
    reads = List.of(newReads);
    return this;
  }

  LeafChangesSetup anyReads(int count) {
    anyReads = count;
    return this;
  }

  LeafChangesSetup keyStore(Mode mode) {
    keyStore = mode;
    return this;
  }

  LeafChangesSetup slotStore(Mode mode) {
    slotStore = mode;
    return this;
  }

  LeafChangesSetup slotLoad(Mode mode) {
    slotLoad = mode;
    return this;
  }

  LeafChangesSetup versionLoad(Mode mode) {
    versionLoad = mode;
    return this;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  int width() {
    return width;
  }

  List<TreeRange> ranges() {
    return ranges;
  }

  List<Integer> leafKeys() {
    return keys;
  }

  List<TreeRange> leafSlots() {
    return slots;
  }

  List<Section> sections() {
    return sections;
  }

  List<Integer> readKeys() {
    return readKeys;
  }

  List<TreeRead> reads() {
    return reads;
  }

  int anyReads() {
    return anyReads;
  }

  Mode keyStore() {
    return keyStore;
  }

  Mode slotStore() {
    return slotStore;
  }

  Mode slotLoad() {
    return slotLoad;
  }

  Mode versionLoad() {
    return versionLoad;
  }
}
