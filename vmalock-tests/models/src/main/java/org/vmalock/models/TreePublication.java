package org.vmalock.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vmalock.models.TreePublicationSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;
import org.vmalock.models.explorer.Snapshot;

/**
 * Tree publication: a writer whose sections publish copied nodes by one release store of a slot or of the root, beside a reader that
 * finds ranges, acquires reads of them and steps to the next one.
 *
 * <p>Each answer has to be true at one moment of its call, and the moments of successive answers may not go back. Under {@link
 * MemoryModel#RA} a call may answer from any moment that its thread has not yet passed.
 *
 * <p>A quick walk uses hints only, which lag behind the slots and may be torn. A reader is admitted to a range as long as the range is
 * attached and not write-locked; counted reads and hazard reads have models of their own.
 */
final class TreePublication extends TreeShape {
  /** The result of a part of an operation that has to be done in another way. */
  private static final int UNDECIDED = -2;

  /** A sequence that no look-up has speculated on. */
  private static final int ODD = -1;

  private static final int FREE = 0;
  private static final int HELD = 1;
  private static final int LOCKED = 2;
  private static final int GONE = 3;

  /** One write section. */
  private record Section(List<TreeRange> removed, Runnable stores, boolean aborted) {}

  /** What a walk from the root by slots has found: a leaf, and the nearest child to the right of its way. */
  private record Way(TreeNode leaf, @Nullable TreeSlot right) {}

  private final TreePublicationSetup setup;
  private final boolean inOrder;
  private final Location sequence = location("sequence", 0);
  private final Location writeLock = lock("write lock");
  private final Map<TreeRange, Location> words = new HashMap<>();
  private final List<Section> sections = new ArrayList<>();
  private final List<TreeRead> reads = new ArrayList<>();
  private int tracked = -1;

  /** The latest change that an answer of the reader depends on. */
  private final Ghost passed = ghost("passed", 0);

  /** The latest change when the call began. */
  private final Ghost begun = ghost("begun", 0);

  TreePublication(TreePublicationSetup setup, MemoryModel model) {
    this.setup = setup;
    this.inOrder = model != MemoryModel.RA;
    setup.scenario().build(this);
    actor("T1 reader", this::reader);
    actor("T2 writer", this::writer).loads();
    List<TreeRange> last = mappedAfter(changeCount());
    atEnd("I1: the tree is not what the sections have made of it", state -> content(state).equals(last));
  }

  @Override
  protected int bufferedStores() {
    return 9;
  }

  @Override
  Mode slotLoad() {
    return setup.slotLoad();
  }

  boolean has(Option option) {
    return setup.has(option);
  }

  // ---- Declarations, for scenarios

  /** Declares for which keys any read is tried. */
  void keys(int... keys) {
    for (int key : keys) {
      reads.addAll(List.of(TreeRead.find(key), TreeRead.start(key), TreeRead.next(key)));
    }
  }

  /** Declares a range that a section unmaps. */
  TreeRange removable(String name, int start, int last) {
    TreeRange range = range(name, start, last);
    boolean loaded = setup.anyReads() > 0 || setup.reads().stream().anyMatch(read -> read.kind() == TreeRead.Kind.FIND);
    words.put(range, loaded ? location("word of " + name, FREE) : lock("word of " + name));
    return range;
  }

  /** Declares the next section, which is one change. */
  void section(List<TreeRange> removed, List<TreeRange> added, Runnable stores) {
    change(removed, added);
    sections.add(new Section(removed, stores, false));
  }

  void abortedSection(List<TreeRange> removed, Runnable stores) {
    sections.add(new Section(removed, stores, true));
  }

  /** The content of a new node is the payload: a reader has to be ordered after its creation. */
  void track(TreeNode node) {
    tracked = node.number();
  }

  // ---- The writer

  private void writer() {
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      int even = 2 * i;
      call(() -> write(section, even));
    }
  }

  private void write(Section section, int even) {
    writeLock.lock();
    sequence.setRelease(even + 1);
    releaseFence();
    section.removed().forEach(range -> word(range).awaitCompareAndSet(FREE, LOCKED));
    if (section.aborted()) {
      section.stores().run();
      section.removed().forEach(range -> word(range).setRelease(FREE));
    } else if (has(Option.DETACHED_AFTER)) {
      section.stores().run();
      section.removed().forEach(range -> word(range).setRelease(GONE));
    } else {
      section.removed().forEach(range -> word(range).setRelease(GONE));
      section.stores().run();
    }
    sequence.setRelease(even + 2);
    writeLock.unlock();
  }

  /** Replaces a child by a node with the same first key. */
  void publish(TreeSlot slot, TreeNode node) {
    create(node);
    if (has(Option.HINTS_FIRST)) {
      storeHints(slot, node);
    }
    if (slot.child() == null) {
      throw new IllegalStateException("slot " + slot.key() + " is fixed, expected one that changes replace");
    }
    slot.child().set(setup.publication(), node.number());
    if (!has(Option.HINTS_FIRST)) {
      storeHints(slot, node);
    }
  }

  private void storeHints(TreeSlot slot, TreeNode node) {
    if (slot.hints() != null) {
      slot.hints().keys().set(setup.hint(), node.number());
      slot.hints().slots().set(setup.hint(), node.number());
    }
  }

  void publishRoot(TreeNode node) {
    create(node);
    rootLocation().set(setup.publication(), node.number());
  }

  private void create(TreeNode node) {
    if (node.number() == tracked) {
      payload.write();
    }
  }

  private Location word(TreeRange range) {
    Location word = words.get(range);
    if (word == null) {
      throw new IllegalStateException("range " + range + " is not removable");
    }
    return word;
  }

  // ---- The reader

  private void reader() {
    for (TreeRead read : setup.reads()) {
      call(() -> {
        begin(read.toString());
        perform(read);
      });
    }
    for (int i = 0; i < setup.anyReads(); i++) {
      call(() -> {
        begin("any read");
        perform(reads.get(choose("read", reads.size())));
      });
    }
  }

  private void begin(String name) {
    step(name);
    begun.observe(state -> inOrder ? Math.max(state.value(passed), latestChange(state)) : state.value(passed));
  }

  private void perform(TreeRead read) {
    int answer = call(() -> answer(read));
    check("I2: no moment of the call has this answer", state -> explanation(read, answer, state) >= 0);
    passed.observe(state -> explanation(read, answer, state));
    if (read.kind() != TreeRead.Kind.FIND && answer != NOTHING) {
      endRead(answer);
    }
  }

  private int answer(TreeRead read) {
    return switch (read.kind()) {
      case FIND -> find(read.key());
      case START -> start(read.key());
      case NEXT -> next(read.key());
    };
  }

  /** Returns the first change, not before the call, after which this answer is true, or -1. */
  private int explanation(TreeRead read, int answer, Snapshot state) {
    for (int change = state.value(begun); change <= latestChange(state); change++) {
      if (read.answerFrom(mappedAfter(change)) == answer) {
        return change;
      }
    }
    return -1;
  }

  private int find(int key) {
    int found = call(() -> lookUp(key));
    return found == NOTHING || isAttached(found) || has(Option.ATTACHED_IGNORED) ? found : call(() -> findBySlots(key));
  }

  /** Finds a range that need not be mapped any more; nothing is an answer. */
  private int lookUp(int key) {
    int before = sequence.getAcquire();
    int found = call(() -> quick(key));
    if (covers(found, key)) {
      return found;
    }
    return has(Option.QUICK_MISS_TRUSTED) || isValid(before) ? NOTHING : call(() -> findBySlots(key));
  }

  private int findBySlots(int key) {
    TreeNode leaf = walk(key).leaf();
    int found = inLeaf(leaf, leaf.rank(key));
    return covers(found, key) ? found : NOTHING;
  }

  private int start(int key) {
    int found = call(() -> lookUp(key));
    if (found == NOTHING || startRead(found)) {
      return found;
    }
    return loop(() -> {
      int again = call(() -> find(key));
      return again == NOTHING || startRead(again) ? again : AGAIN;
    });
  }

  private int next(int key) {
    int found = call(() -> nextSpeculatively(key));
    return found != UNDECIDED ? found : loop(() -> {
      int again = call(() -> nextBySlots(key));
      return again == NOTHING || startNext(again, key, ODD) ? again : AGAIN;
    });
  }

  private int nextSpeculatively(int key) {
    int before = sequence.getAcquire();
    int found = call(() -> nextBySlots(key));
    return found == NOTHING || startNext(found, key, before) ? found : UNDECIDED;
  }

  private int nextBySlots(int key) {
    Way way = walk(key);
    int found = nextInLeaf(way.leaf(), key);
    return found != NOTHING || way.right() == null ? found : first(way.right());
  }

  private boolean startNext(int found, int key, int before) {
    if (has(Option.HELD_AFTER_SECOND_WALK)) {
      return call(() -> isNext(found, key)) && startRead(found);
    }
    int state = call(() -> tryStartRead(found));
    boolean waited = state == LOCKED;
    if (state == GONE || (waited && !awaitWriter(found))) {
      return false;
    }
    boolean trusted = covers(found, key) || (waited && has(Option.NO_SECOND_WALK_AFTER_WAIT));
    if (trusted || (!waited && isValid(before)) || confirms(found, key)) {
      return true;
    }
    endRead(found);
    return false;
  }

  private boolean confirms(int held, int key) {
    return has(Option.NO_SECOND_WALK) || call(() -> isNext(held, key));
  }

  /** The second walk, while the range is held. */
  private boolean isNext(int held, int key) {
    Way way = walk(key);
    int found = nextInLeaf(way.leaf(), key);
    return found != NOTHING
        ? found == held
        : has(Option.SEPARATOR_IGNORED) || (way.right() != null && way.right().key() == range(held).start());
  }

  // ---- Walks

  private Way walk(int key) {
    TreeNode node = content(loadRoot());
    TreeSlot right = null;
    while (!node.isLeaf()) {
      int position = Math.max(node.rank(key), 0);
      if (position + 1 < node.slots().size()) {
        right = node.slots().get(position + 1);
      }
      node = content(load(node.slots().get(position)));
    }
    return new Way(node, right);
  }

  private int first(TreeSlot slot) {
    TreeNode node = content(load(slot));
    while (!node.isLeaf()) {
      node = content(load(node.slots().get(0)));
    }
    return inLeaf(node, 0);
  }

  private int nextInLeaf(TreeNode leaf, int key) {
    int position = leaf.rank(key);
    int floor = inLeaf(leaf, position);
    return covers(floor, key) ? floor : inLeaf(leaf, position + 1);
  }

  /** Reads the content of a node. */
  private TreeNode content(TreeNode node) {
    if (node.number() == tracked) {
      payload.read();
    }
    return node;
  }

  /** Returns the range at a position of a leaf. */
  private static int inLeaf(TreeNode leaf, int position) {
    return position < 0 || position >= leaf.leafRanges().size() ? NOTHING : leaf.leafRanges().get(position).index();
  }

  /** Walks by hints, which may belong to different nodes. */
  private int quick(int key) {
    TreeNode keys = content(loadRoot());
    TreeNode slots = keys;
    while (!slots.isLeaf()) {
      int position = keys.rank(key);
      if (position < 0 || position >= slots.slots().size()) {
        return NOTHING;
      }
      TreeSlot slot = slots.slots().get(position);
      TreeSlot.Hints hints = slot.hints();
      TreeNode nextKeys = hints == null ? load(slot) : node(hints.keys().get(setup.quickLoad()));
      slots = hints == null ? nextKeys : node(hints.slots().get(setup.quickLoad()));
      if (has(Option.FENCE_BEHIND_HINTS)) {
        acquireFence();
      }
      keys = content(nextKeys);
      content(slots);
    }
    return inLeaf(slots, keys.rank(key));
  }

  private boolean covers(int range, int key) {
    return range != NOTHING && range(range).contains(key);
  }

  // ---- Ranges and the sequence

  private boolean isAttached(int range) {
    Location word = words.get(range(range));
    return word == null || word.getOpaque() != GONE;
  }

  /** Attempts to acquire a read of a range. Returns HELD, or else its state. */
  private int tryStartRead(int number) {
    TreeRange range = range(number);
    Location word = words.get(range);
    int state = word == null ? FREE : word.compareAndExchange(FREE, HELD);
    if (state != FREE) {
      return state;
    }
    check("I3: holds a range that is not mapped", memory -> mappedAfter(latestChange(memory)).contains(range));
    return HELD;
  }

  /** Waits for the writer of a range, and acquires a read unless the writer has detached it. */
  private boolean awaitWriter(int range) {
    return loop(() -> {
      Location word = word(range(range));
      await("the writer of " + range(range), state -> state.value(word) != LOCKED);
      int state = tryStartRead(range);
      return state == LOCKED ? AGAIN : state;
    }) == HELD;
  }

  private boolean startRead(int range) {
    int state = call(() -> tryStartRead(range));
    return state == HELD || (state == LOCKED && awaitWriter(range));
  }

  private void endRead(int range) {
    Location word = words.get(range(range));
    if (word != null) {
      word.getAndAdd(FREE - HELD);
    }
  }

  private boolean isValid(int before) {
    if (before % 2 != 0 || has(Option.NO_VALIDATION)) {
      return before % 2 == 0;
    }
    acquireFence();
    return sequence.getOpaque() == before;
  }
}
