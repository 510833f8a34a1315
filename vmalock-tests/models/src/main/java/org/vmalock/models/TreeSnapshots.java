package org.vmalock.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.vmalock.models.TreeSnapshotsSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Snapshot;

/**
 * Tree snapshots: a writer that changes branches in place as long as they are open, and copies them otherwise, beside readers that take
 * snapshots and ask for the number of ranges. A snapshot ends the epoch; a branch is open if it was made in the present epoch.
 *
 * <p>The writer announces each store before it reads the epoch. A snapshot that finds an announcement copies the way to the branch in
 * question, with the child that it reads there: the store may follow at any time, and no other one.
 *
 * <p>A snapshot is read twice, by slots and by hints. Both times it has to be one version that the tree had during the call, with that
 * version's number of ranges.
 */
final class TreeSnapshots extends TreeShape {
  private static final int NONE = 0;
  private static final int BITS = 6;
  private static final int MASK = (1 << BITS) - 1;

  /** What the writer announces: a child of a branch, or the root if there is no branch, is about to be replaced. */
  private record Publication(@Nullable TreeSlot slot, TreeNode former, TreeNode replacement, int before, int after) {
    int rangesIf(boolean isBefore) {
      return isBefore ? before : after;
    }

    @Override
    public String toString() {
      return "[" + (slot == null ? "root" : slot) + ": " + former + " => " + replacement + "]";
    }
  }

  /** A section replaces a node at a height; every section maps or unmaps below it. */
  private record Section(TreeNode former, TreeNode replacement, int key) {}

  private final TreeSnapshotsSetup setup;
  private final boolean inOrder;
  private final Location epoch = location("epoch", 0);
  private final Location publication = location("publication", NONE);
  private final @Nullable Location ranges;
  private final List<Section> sections = new ArrayList<>();
  private final Map<List<Integer>, TreeNode> copies = new HashMap<>();
  private final List<Publication> publications = new ArrayList<>();
  private final Map<Publication, Integer> numbers = new HashMap<>();

  /** For each reader: the change that its latest answer depends on, and the latest change when its call began and ended. */
  private final Ghost[] passed = {ghost("T1 passed", 0), ghost("T2 passed", 0)};
  private final Ghost[] begun = {ghost("T1 begun", 0), ghost("T2 begun", 0)};
  private final Ghost[] ended = {ghost("T1 ended", 0), ghost("T2 ended", 0)};

  TreeSnapshots(TreeSnapshotsSetup setup, MemoryModel model) {
    this.setup = setup;
    this.inOrder = model != MemoryModel.RA;
    setup.scenario().build(this);
    ranges = setup.hasRanges() ? location("ranges", mappedAfter(0).size()) : null;
    publication.shownAs(number -> number == NONE ? "null" : publications.get(number - 1).toString());
    actor("T0 writer", this::writer).loads(epoch);
    actor("T1 reader", () -> reader(0));
    if (setup.hasTwoReaders()) {
      actor("T2 reader", () -> reader(1));
    }
    List<TreeRange> last = mappedAfter(changeCount());
    atEnd("I1: the tree is not what the sections have made of it", state -> content(state).equals(last));
  }

  private boolean has(Option option) {
    return setup.has(option);
  }

  @Override
  protected int bufferedStores() {
    return 12;
  }

  // ---- Declarations, for scenarios

  /** Declares the next section: it replaces the node on the way to a key. */
  void section(int key, TreeNode former, TreeNode replacement, List<TreeRange> removed, List<TreeRange> added) {
    change(removed, added);
    sections.add(new Section(former, replacement, key));
  }

  /** Declares the copy that a section makes of a branch if it finds it closed. */
  TreeNode copy(int section, TreeNode original, TreeSlot... slots) {
    TreeNode copy = branch(section, slots);
    copies.put(List.of(section, original.number()), copy);
    return copy;
  }

  // ---- The writer

  /** What the writer knows of its tree. */
  private final class Writer {
    private TreeNode root = firstRoot();
    private final Map<TreeSlot, TreeNode> children = new HashMap<>();
    private final Map<TreeNode, Integer> epochs = new HashMap<>();

    TreeNode child(TreeSlot slot) {
      return children.getOrDefault(slot, slot.first());
    }

    int epochOf(TreeNode branch) {
      return epochs.getOrDefault(branch, 0);
    }

    /** Returns the slot on the way to a key that leads to a node, or null if it is the root. */
    @Nullable TreeSlot slotOf(TreeNode node, int key) {
      TreeSlot slot = null;
      TreeNode present = root;
      while (!present.equals(node)) {
        slot = present.slots().get(Math.max(present.rank(key), 0));
        present = child(slot);
      }
      return slot;
    }

    TreeNode ownerOf(TreeSlot slot, int key) {
      TreeNode present = root;
      while (!present.slots().contains(slot)) {
        present = child(present.slots().get(Math.max(present.rank(key), 0)));
      }
      return present;
    }
  }

  private void writer() {
    Writer writer = new Writer();
    for (int i = 1; i <= sections.size(); i++) {
      write(writer, i);
    }
  }

  private void write(Writer writer, int number) {
    Section section = sections.get(number - 1);
    int known = epoch.getOpaque();
    TreeNode former = section.former();
    TreeNode replacement = section.replacement();
    remember(writer, replacement, known);
    boolean again = false;
    int present = known;
    while (true) {
      TreeSlot slot = writer.slotOf(former, section.key());
      int early = has(Option.EPOCH_READ_EARLY) ? epoch.get(setup.epochLoad()) : 0;
      if ((!again || !has(Option.ANNOUNCED_ONCE)) && !(slot == null && has(Option.ROOT_NOT_ANNOUNCED))) {
        announce(new Publication(slot, former, replacement, mappedAfter(number - 1).size(), mappedAfter(number).size()));
      }
      if (slot == null) {
        store(rootLocation(), replacement, null, number);
        writer.root = replacement;
        return;
      }
      if (has(Option.EPOCH_READ_EARLY)) {
        present = early;
      } else if (!again || !has(Option.EPOCH_READ_ONCE)) {
        present = epoch.get(setup.epochLoad());
      }
      again = true;
      TreeNode branch = writer.ownerOf(slot, section.key());
      if (writer.epochOf(branch) == present || has(Option.OPEN_NOT_CHECKED)) {
        store(childOf(slot), replacement, slot, number);
        writer.children.put(slot, replacement);
        return;
      }
      former = branch;
      replacement = copyOf(writer, branch, slot, replacement, number, known);
    }
  }

  private void announce(Publication announced) {
    Integer number = numbers.get(announced);
    if (number == null) {
      publications.add(announced);
      number = publications.size();
      numbers.put(announced, number);
    }
    publication.set(setup.announcement(), number);
  }

  private void store(Location location, TreeNode node, @Nullable TreeSlot slot, int number) {
    if (has(Option.ENDED_EARLY)) {
      publication.set(setup.end(), NONE);
    }
    if (has(Option.RANGES_FIRST)) {
      storeRanges(number);
    }
    location.setRelease(node.number());
    if (has(Option.ENDED_BEFORE_HINTS)) {
      publication.set(setup.end(), NONE);
    }
    if (slot != null && slot.hints() != null) {
      slot.hints().slots().setRelease(node.number());
    }
    if (!has(Option.RANGES_FIRST) && !has(Option.RANGES_LAST)) {
      storeRanges(number);
    }
    if (!has(Option.ENDED_EARLY) && !has(Option.ENDED_BEFORE_HINTS)) {
      publication.set(setup.end(), NONE);
    }
    if (has(Option.RANGES_LAST)) {
      storeRanges(number);
    }
  }

  private void storeRanges(int number) {
    if (ranges != null) {
      ranges.set(setup.rangesStore(), mappedAfter(number).size());
    }
  }

  private static Location childOf(TreeSlot slot) {
    if (slot.child() == null) {
      throw new IllegalStateException("slot " + slot.key() + " is fixed, expected one that changes replace");
    }
    return slot.child();
  }

  private TreeNode copyOf(Writer writer, TreeNode branch, TreeSlot changed, TreeNode replacement, int section, int known) {
    TreeNode copy = copies.get(List.of(section, branch.number()));
    if (copy == null) {
      throw new IllegalStateException("no copy of " + branch + " in section " + section + " was declared");
    }
    for (int i = 0; i < copy.slots().size(); i++) {
      TreeSlot original = branch.slots().get(i);
      TreeNode child = original.equals(changed) ? replacement : writer.child(original);
      TreeSlot slot = copy.slots().get(i);
      if (!slot.first().equals(child)) {
        childOf(slot).setOpaque(child.number());
        if (slot.hints() != null) {
          slot.hints().slots().setOpaque(child.number());
        }
      }
      writer.children.put(slot, child);
    }
    remember(writer, copy, known);
    return copy;
  }

  private static void remember(Writer writer, TreeNode node, int known) {
    if (!node.isLeaf() && node.change() > 0) {
      writer.epochs.put(node, known);
    }
  }

  // ---- The readers

  private void reader(int me) {
    for (int i = 0; i < setup.snapshots(); i++) {
      call(() -> useSnapshot(me));
    }
    for (int i = 0; i < setup.sizes(); i++) {
      call(() -> useSize(me));
    }
  }

  private void begin(int me, String name) {
    step(name);
    begun[me].observe(state -> inOrder ? Math.max(state.value(passed[me]), latestChange(state)) : state.value(passed[me]));
  }

  private void useSnapshot(int me) {
    begin(me, "snapshot");
    int taken = loop(() -> takeSnapshot());
    ended[me].observe(this::latestChange);
    int bySlots = call(() -> read(taken, false));
    int byHints = call(() -> read(taken, true));
    if (bySlots != byHints) {
      fail("I4: a snapshot has changed");
    }
    ToIntFunction<Snapshot> version = state -> versionOf(taken, bySlots, state.value(begun[me]), state.value(ended[me]));
    check("I5: a snapshot is no version of the call", state -> version.applyAsInt(state) >= 0);
    passed[me].observe(version);
  }

  /** Returns the first change after which the tree is as a snapshot, or -1. */
  private int versionOf(int taken, int content, int from, int to) {
    for (int change = from; change <= to; change++) {
      if (bits(mappedAfter(change)) == content && (ranges == null || mappedAfter(change).size() == countOf(taken))) {
        return change;
      }
    }
    return -1;
  }

  private static int bits(List<TreeRange> content) {
    return content.stream().mapToInt(range -> 1 << range.index()).sum();
  }

  private int takeSnapshot() {
    TreeNode root = has(Option.ROOT_AFTER_STEP) ? firstRoot() : loadRoot();
    if (!has(Option.NO_STEP)) {
      epoch.getAndAdd(setup.step(), 1);
    }
    int found = has(Option.PUBLICATION_IGNORED) ? NONE : publication.get(setup.publicationLoad());
    TreeNode top = has(Option.ROOT_AFTER_STEP) ? loadRoot() : root;
    int taken = found == NONE ? snapshot(top, loadRanges()) : snapshotBeside(top, found);
    return has(Option.NO_SECOND_LOOK) || has(Option.ROOT_AFTER_STEP) || isSame(loadRoot(), top) ? taken : AGAIN;
  }

  private int snapshotBeside(TreeNode root, int found) {
    Publication announced = publications.get(found - 1);
    TreeSlot slot = announced.slot();
    TreeNode child = slot == null ? root : load(slot);
    TreeNode counted = slot != null && has(Option.SLOT_READ_TWICE) ? load(slot) : child;
    int snapshot = snapshot(root, announced.rangesIf(isSame(counted, announced.former())));
    TreeNode way = root;
    while (slot != null && !way.isLeaf() && !way.slots().contains(slot)) {
      way = load(way.slots().get(Math.max(way.rank(slot.key()), 0)));
    }
    boolean isCopied = slot != null && !way.isLeaf() && !has(Option.NOT_COPIED);
    return isCopied ? snapshot | copied(found, child, way) : snapshot;
  }

  // A snapshot in an int: its root; the publication beside which it was taken, or NONE; the child that it has copied; the node that it
  // has copied, which holds that child; the number of ranges.

  private int snapshot(TreeNode root, int count) {
    boolean isEmpty = isEmpty(root) && !has(Option.EMPTY_NOT_SPECIAL);
    return root.number() | ((isEmpty ? 0 : count) << (4 * BITS));
  }

  private static int copied(int beside, TreeNode child, TreeNode way) {
    return (beside << BITS) | (child.number() << (2 * BITS)) | (way.number() << (3 * BITS));
  }

  private static int field(int snapshot, int number) {
    return (snapshot >> (number * BITS)) & MASK;
  }

  private static int countOf(int snapshot) {
    return field(snapshot, 4);
  }

  /** Reads a snapshot, and returns its ranges as bits. */
  private int read(int snapshot, boolean byHints) {
    TreeNode root = node(field(snapshot, 0));
    int beside = field(snapshot, 1);
    TreeSlot copied = beside == NONE ? null : publications.get(beside - 1).slot();
    TreeNode copiedChild = node(field(snapshot, 2));
    int content = root.isLeaf() ? bits(root.leafRanges()) : 0;
    for (TreeSlot slot : root.slots()) {
      TreeNode child;
      if (copied == null || slot.key() != root.slots().get(root.rank(copied.key())).key()) {
        child = load(slot, byHints);
      } else {
        child = slot.equals(copied) ? copiedChild : node(field(snapshot, 3));
      }
      content |= readBelow(child, copied, copiedChild, byHints);
    }
    return content;
  }

  private int readBelow(TreeNode node, @Nullable TreeSlot copied, TreeNode copiedChild, boolean byHints) {
    int content = node.isLeaf() ? bits(node.leafRanges()) : 0;
    for (TreeSlot slot : node.slots()) {
      content |= readBelow(slot.equals(copied) ? copiedChild : load(slot, byHints), copied, copiedChild, byHints);
    }
    return content;
  }

  private TreeNode load(TreeSlot slot, boolean byHints) {
    return byHints && slot.hints() != null ? node(slot.hints().slots().getAcquire()) : load(slot);
  }

  private int loadRanges() {
    return ranges == null ? 0 : ranges.get(setup.rangesLoad());
  }

  private static boolean isEmpty(TreeNode node) {
    return node.isLeaf() && node.leafRanges().isEmpty();
  }

  /** The empty tree is one object. */
  private static boolean isSame(TreeNode left, TreeNode right) {
    return left.equals(right) || (isEmpty(left) && isEmpty(right));
  }

  private void useSize(int me) {
    begin(me, "size");
    int count = call(() -> size());
    ToIntFunction<Snapshot> version = state -> versionOf(count, state.value(begun[me]), latestChange(state));
    check("I6: no moment of the call has this number of ranges", state -> version.applyAsInt(state) >= 0);
    passed[me].observe(version);
  }

  private int versionOf(int count, int from, int to) {
    for (int change = from; change <= to; change++) {
      if (mappedAfter(change).size() == count) {
        return change;
      }
    }
    return -1;
  }

  private int size() {
    int found = publication.getAcquire();
    if (found == NONE || has(Option.SIZE_IGNORES_PUBLICATION)) {
      return loadRanges();
    }
    Publication announced = publications.get(found - 1);
    TreeNode present = announced.slot() == null ? loadRoot() : load(announced.slot());
    return announced.rangesIf(isSame(present, announced.former()));
  }
}
