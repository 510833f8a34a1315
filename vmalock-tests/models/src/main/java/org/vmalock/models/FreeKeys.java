package org.vmalock.models;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vmalock.models.FreeKeysSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Snapshot;

/**
 * Free keys: a writer that publishes leaves, and the numbers of the branches above them, beside a reader that searches free keys by these
 * numbers. A number is the largest gap between the first range below a child and the first one below the next child.
 *
 * <p>A place that is returned was free at one moment of the call; a place that was free throughout the call is not passed over; and if
 * nothing is returned, no place was free at one moment. The moments of successive answers may not go back. When all threads have ended, the
 * numbers are exact.
 *
 * <p>A search that is repeated until no commit was in progress stands for the search in a snapshot.
 */
final class FreeKeys extends TreeShape {
  private static final int LAST_KEY = 99;

  /** A number of a branch: that of the child at a position. */
  private record Place(TreeNode branch, int position) {}

  /** One section, which replaces a child, or the root; and the way to the child, the lowest branch first. */
  private record Section(@Nullable TreeSlot slot, TreeNode replacement, List<Place> way) {}

  private final FreeKeysSetup setup;
  private final boolean inOrder;
  private final Location sequence = location("sequence", 0);
  private final Map<Place, Location> numbers = new HashMap<>();
  private final List<Section> sections = new ArrayList<>();
  private final List<FreeKeySearch> searches = new ArrayList<>();

  /** The latest change that an answer of the reader depends on. */
  private final Ghost passed = ghost("passed", 0);

  /** The latest change when the call began. */
  private final Ghost begun = ghost("begun", 0);

  FreeKeys(FreeKeysSetup setup, MemoryModel model) {
    this.setup = setup;
    this.inOrder = model != MemoryModel.RA;
    setup.scenario().build(this);
    actor("T1 reader", this::reader);
    actor("T2 writer", this::writer).loads();
    List<TreeRange> last = mappedAfter(changeCount());
    atEnd("I1: the tree is not what the sections have made of it", state -> content(state).equals(last));
    atEnd("I2: a number is not exact although no commit is in progress", state -> isExactBelow(rootOf(state), state));
  }

  @Override
  protected int bufferedStores() {
    return 12;
  }

  boolean has(Option option) {
    return setup.has(option);
  }

  // ---- Declarations, for scenarios

  /** Declares what is searched where any search is tried. */
  void searches(FreeKeySearch... any) {
    searches.addAll(List.of(any));
  }

  /** Declares that the number of a child changes. */
  void number(TreeNode branch, int position) {
    Place place = new Place(branch, position);
    numbers.put(place, location("number " + position + " of " + branch, exact(place, slot -> child(slot, null))));
  }

  /** Declares the next section: it replaces a child; the branches on the way to it, from the root, and the positions in them. */
  void section(TreeSlot slot, TreeNode replacement, List<TreeRange> removed, List<TreeRange> added, TreeNode... branches) {
    List<Place> way = new ArrayList<>();
    for (TreeNode branch : branches) {
      way.add(new Place(branch, Math.max(branch.rank(slot.key()), 0)));
    }
    Collections.reverse(way);
    change(removed, added);
    sections.add(new Section(slot, replacement, way));
  }

  /** Declares the next section: it makes a node the root. */
  void rootSection(TreeNode replacement, List<TreeRange> removed, List<TreeRange> added) {
    change(removed, added);
    sections.add(new Section(null, replacement, List.of()));
  }

  // ---- Numbers

  /** How the child of a slot is found. */
  private interface Children {
    TreeNode of(TreeSlot slot);
  }

  private static int exact(Place place, Children children) {
    List<TreeSlot> slots = place.branch().slots();
    TreeNode child = children.of(slots.get(place.position()));
    int largest = largest(child, children);
    return place.position() + 1 == slots.size()
        ? largest
        : Math.max(largest, slots.get(place.position() + 1).key() - 1 - lastKey(child, children));
  }

  private static int largest(TreeNode node, Children children) {
    int largest = 0;
    if (node.isLeaf()) {
      List<TreeRange> ranges = node.leafRanges();
      for (int i = 0; i + 1 < ranges.size(); i++) {
        largest = Math.max(largest, ranges.get(i + 1).start() - 1 - ranges.get(i).last());
      }
    }
    for (int i = 0; i < node.slots().size(); i++) {
      largest = Math.max(largest, exact(new Place(node, i), children));
    }
    return largest;
  }

  private static int lastKey(TreeNode node, Children children) {
    TreeNode last = node;
    while (!last.isLeaf()) {
      last = children.of(last.slots().get(last.slots().size() - 1));
    }
    return last.leafRanges().get(last.leafRanges().size() - 1).last();
  }

  private boolean isExactBelow(TreeNode node, Snapshot state) {
    Children children = slot -> child(slot, state);
    for (int i = 0; i < node.slots().size(); i++) {
      Place place = new Place(node, i);
      Location number = numbers.get(place);
      int stated = number == null ? exact(place, slot -> child(slot, null)) : state.value(number);
      if (stated != exact(place, children) || !isExactBelow(children.of(node.slots().get(i)), state)) {
        return false;
      }
    }
    return true;
  }

  private int stated(TreeNode branch, int position) {
    Place place = new Place(branch, position);
    Location number = numbers.get(place);
    return number == null ? exact(place, slot -> child(slot, null)) : number.get(setup.numberLoad());
  }

  // ---- The writer

  private void writer() {
    Map<TreeSlot, TreeNode> children = new HashMap<>();
    Map<Place, Integer> known = new HashMap<>();
    numbers.forEach((place, number) -> known.put(place, exact(place, slot -> child(slot, null))));
    for (int i = 0; i < sections.size(); i++) {
      sequence.setRelease(2 * i + 1);
      releaseFence();
      commit(sections.get(i), children, known);
      sequence.setRelease(2 * i + 2);
    }
  }

  private void commit(Section section, Map<TreeSlot, TreeNode> children, Map<Place, Integer> known) {
    TreeSlot slot = section.slot();
    if (slot == null) {
      rootLocation().setRelease(section.replacement().number());
      return;
    }
    TreeNode replaced = children.getOrDefault(slot, slot.first());
    children.put(slot, section.replacement());
    boolean changes = differ(replaced, section.replacement(), children);
    if (changes && !has(Option.NOT_RAISED)) {
      update(section, children, known, true);
    }
    if (slot.child() == null) {
      throw new IllegalStateException("slot " + slot.key() + " is fixed, expected one that changes replace");
    }
    slot.child().setRelease(section.replacement().number());
    if (changes && !has(Option.NOT_SETTLED)) {
      update(section, children, known, false);
    }
  }

  private boolean differ(TreeNode replaced, TreeNode replacement, Map<TreeSlot, TreeNode> children) {
    Children present = slot -> children.getOrDefault(slot, slot.first());
    return largest(replaced, present) != largest(replacement, present)
        || (!has(Option.LAST_NOT_COMPARED) && lastKey(replaced, present) != lastKey(replacement, present));
  }

  /** Raises the numbers on the way to those after the commit, or makes them exact. */
  private void update(Section section, Map<TreeSlot, TreeNode> children, Map<Place, Integer> known, boolean raise) {
    for (Place place : has(Option.LOWEST_ONLY) ? section.way().subList(0, 1) : section.way()) {
      Location number = numbers.get(place);
      if (number != null) {
        int after = exact(place, slot -> children.getOrDefault(slot, slot.first()));
        int before = known.getOrDefault(place, 0);
        boolean onlyRaise = raise && !has(Option.LOWERED_EARLY);
        if (after > before || (after < before && !onlyRaise)) {
          number.set(setup.numberStore(), after);
          known.put(place, after);
        }
      }
    }
  }

  // ---- The reader

  private void reader() {
    for (FreeKeySearch search : setup.searches()) {
      call(() -> {
        begin(search.toString());
        perform(search);
      });
    }
    for (int i = 0; i < setup.anySearches(); i++) {
      call(() -> {
        begin("any search");
        perform(searches.get(choose("search", searches.size())));
      });
    }
  }

  private void begin(String name) {
    step(name);
    begun.observe(state -> inOrder ? Math.max(state.value(passed), latestChange(state)) : state.value(passed));
  }

  private void perform(FreeKeySearch search) {
    int found = call(() -> findFree(search));
    check("I3: no moment of the call has this answer", state -> moment(search, found, state) >= 0);
    check("I4: passes over a place that was free throughout the call", state -> !passesOver(search, found, state));
    passed.observe(state -> moment(search, found, state));
  }

  /** Returns the first change, not before the call, after which a place is free, or no place is; or else -1. */
  private int moment(FreeKeySearch search, int found, Snapshot state) {
    for (int change = state.value(begun); change <= latestChange(state); change++) {
      List<TreeRange> mapped = mappedAfter(change);
      if (found == NOTHING ? first(search, mapped) == NOTHING : search.contains(found) && search.isFree(found, mapped)) {
        return change;
      }
    }
    return -1;
  }

  private static int first(FreeKeySearch search, List<TreeRange> mapped) {
    int best = NOTHING;
    for (int start = search.first(); start + search.length() - 1 <= search.last(); start++) {
      best = search.isFree(start, mapped) && search.isBefore(start, best) ? start : best;
    }
    return best;
  }

  private boolean passesOver(FreeKeySearch search, int found, Snapshot state) {
    List<TreeRange> mapped = new ArrayList<>();
    for (int change = state.value(begun); change <= latestChange(state); change++) {
      mapped.addAll(mappedAfter(change));
    }
    int free = first(search, mapped);
    return free != NOTHING && free != found && search.isBefore(free, found);
  }

  private int findFree(FreeKeySearch search) {
    int before = has(Option.SEQUENCE_LATE) ? 0 : sequence.getAcquire();
    int found = call(() -> search(search));
    int speculated = has(Option.SEQUENCE_LATE) ? sequence.getAcquire() : before;
    if (found != NOTHING || has(Option.NOTHING_TRUSTED) || isValid(speculated)) {
      return found;
    }
    return loop(() -> {
      int start = sequence.getAcquire();
      int again = call(() -> search(search));
      return isValid(start) ? again : AGAIN;
    });
  }

  private boolean isValid(int before) {
    if (before % 2 != 0) {
      return false;
    }
    acquireFence();
    return sequence.getOpaque() == before;
  }

  private int search(FreeKeySearch search) {
    TreeNode root = loadRoot();
    TreeNode leaf = firstLeaf(root);
    while (true) {
      int before = search.in(0, leaf.firstKey() - 1);
      if (search.ascending() && before != NOTHING) {
        return before;
      }
      int found = searchBelow(search, root, LAST_KEY, true);
      found = found == NOTHING ? before : found;
      if (found == NOTHING || has(Option.FIRST_LEAF_ONCE)) {
        return found;
      }
      TreeNode present = firstLeaf(root);
      if (present.equals(leaf)) {
        return found;
      }
      leaf = present;
    }
  }

  private TreeNode firstLeaf(TreeNode root) {
    TreeNode node = root;
    while (!node.isLeaf()) {
      node = load(node.slots().get(0));
    }
    return node;
  }

  private int searchBelow(FreeKeySearch search, TreeNode node, int end, boolean leftEdge) {
    int low = Math.max(node.rank(search.first()), 0);
    int high = node.rank(search.last());
    for (int left = high - low; left >= 0; left--) {
      int at = search.ascending() ? high - left : low + left;
      int found = node.isLeaf() ? inLeaf(search, node, at, end) : searchChild(search, node, at, end, leftEdge && at == 0);
      if (found != NOTHING) {
        return found;
      }
    }
    return NOTHING;
  }

  private int inLeaf(FreeKeySearch search, TreeNode leaf, int at, int end) {
    List<TreeRange> ranges = leaf.leafRanges();
    return fitsAfter(search, ranges.get(at), at + 1 == ranges.size() ? end : ranges.get(at + 1).start() - 1);
  }

  private int searchChild(FreeKeySearch search, TreeNode branch, int at, int end, boolean leftEdge) {
    List<TreeSlot> slots = branch.slots();
    boolean atEnd = at + 1 == slots.size();
    while (mayPass(search, branch, at, leftEdge || atEnd)) {
      if (!atEnd || has(Option.END_OF_BRANCH_IGNORED)) {
        return NOTHING;
      }
      TreeNode leaf = lastLeaf(slots.get(at));
      if (has(Option.LAST_LEAF_ONCE) || (mayPass(search, branch, at, true) && lastLeaf(slots.get(at)).equals(leaf))) {
        return inLeaf(search, leaf, leaf.leafRanges().size() - 1, end);
      }
    }
    return searchBelow(search, load(slots.get(at)), atEnd ? end : slots.get(at + 1).key() - 1, leftEdge);
  }

  private boolean mayPass(FreeKeySearch search, TreeNode branch, int at, boolean besideLook) {
    boolean trusted = !besideLook || branch.slots().get(at).first().isLeaf() || has(Option.NUMBER_OF_BRANCH);
    return stated(branch, at) < search.length() && trusted;
  }

  private TreeNode lastLeaf(TreeSlot slot) {
    TreeNode node = load(slot);
    while (!node.isLeaf()) {
      node = load(node.slots().get(node.slots().size() - 1));
    }
    return node;
  }

  private int fitsAfter(FreeKeySearch search, TreeRange range, int end) {
    boolean wraps = has(Option.END_NOT_COMPARED) && range.last() > end; // the difference is unsigned, and huge
    return wraps ? range.last() + 1 : search.in(range.last() + 1, end);
  }
}
