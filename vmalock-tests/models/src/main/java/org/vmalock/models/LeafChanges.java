package org.vmalock.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vmalock.models.LeafChangesSetup.Option;
import org.vmalock.models.LeafChangesSetup.Section;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Protocol;
import org.vmalock.models.explorer.Snapshot;

/**
 * Leaf changes: a leaf that is changed in place, beside a reader. Not what the library does, which copies leaves; a proposal.
 *
 * <p>The answer for a key is the slot at the greatest position whose key is not above it. Every change is one store of a slot; all its other
 * stores change no answer. So a position may be idle: it repeats its left neighbour. A version is stored before each store into the leaf: a
 * reader that finds the same version before and after its loads has missed at most one store, and has seen the leaf before or after it.
 *
 * <p>The promises are those of {@link TreePublication}.
 */
final class LeafChanges extends Protocol {
  private static final int NOTHING = TreeShape.NOTHING;
  private static final int GREATEST = 99;
  private static final int EMPTY = 0;

  private static final int FREE = 0;
  private static final int HELD = 1;
  private static final int LOCKED = 2;
  private static final int GONE = 3;

  private final LeafChangesSetup setup;
  private final boolean inOrder;
  private final int width;
  private final Location sequence = location("sequence", 0);
  private final Location version = location("version", 0);
  private final Location writeLock = lock("write lock");
  private final List<Location> keys = new ArrayList<>();
  private final List<Location> slots = new ArrayList<>();
  private final Map<TreeRange, Location> words = new HashMap<>();
  private final List<List<TreeRange>> mapped = new ArrayList<>();
  private final List<TreeRead> reads = new ArrayList<>();

  /** The latest change that an answer of the reader depends on. */
  private final Ghost passed = ghost("passed", 0);

  /** The latest change when the call began. */
  private final Ghost begun = ghost("begun", 0);

  LeafChanges(LeafChangesSetup setup, MemoryModel model) {
    this.setup = setup;
    this.inOrder = model != MemoryModel.RA;
    this.width = setup.width();
    List<TreeRange> content = new ArrayList<>();
    for (int i = 1; i < width; i++) {
      keys.add(location("key " + i, i < setup.leafKeys().size() ? setup.leafKeys().get(i) : GREATEST));
      int slot = i < setup.leafSlots().size() ? 1 + setup.leafSlots().get(i).index() : EMPTY;
      slots.add(location("slot " + i, slot).shownAs(this::show));
    }
    setup.leafSlots().stream().distinct().forEach(content::add);
    mapped.add(content);
    setup.sections().forEach(this::declare);
    for (int key : setup.readKeys()) {
      reads.addAll(List.of(TreeRead.find(key), TreeRead.start(key), TreeRead.next(key)));
    }
    actor("T1 reader", this::reader);
    actor("T2 writer", this::writer).loads();
    atEnd("I1: the leaf is not what the sections have made of it", state -> latestChange(state) == setup.sections().size());
  }

  private void declare(Section section) {
    List<TreeRange> content = new ArrayList<>(mapped.get(mapped.size() - 1));
    TreeRange removed = section.removed();
    if (removed != null) {
      content.remove(removed);
      boolean loaded = setup.anyReads() > 0 || setup.reads().stream().anyMatch(read -> read.kind() == TreeRead.Kind.FIND);
      words.put(removed, loaded ? location("word of " + removed, FREE) : lock("word of " + removed));
    }
    if (section.added() != null) {
      content.add(section.added());
    }
    content.sort((left, right) -> Integer.compare(left.start(), right.start()));
    mapped.add(content);
  }

  private String show(int slot) {
    return slot == EMPTY ? "null" : setup.ranges().get(slot - 1).toString();
  }

  private boolean has(Option option) {
    return setup.has(option);
  }

  @Override
  protected int bufferedStores() {
    return 18;
  }

  // ---- The truth

  /** Returns the number of the latest change in memory, or -1 if no sequence of sections leaves such a leaf. */
  private int latestChange(Snapshot state) {
    List<TreeRange> content = new ArrayList<>();
    for (int key = 0; key < GREATEST; key++) {
      int position = 0;
      for (int i = 1; i < width; i++) {
        position = state.value(keys.get(i - 1)) <= key ? i : position;
      }
      int slot = position == 0 ? 1 + setup.leafSlots().get(0).index() : state.value(slots.get(position - 1));
      TreeRange range = slot == EMPTY ? null : setup.ranges().get(slot - 1);
      if (range != null && !content.contains(range)) {
        content.add(range);
      }
    }
    return mapped.lastIndexOf(content);
  }

  // ---- The writer

  /** The leaf as the writer knows it. */
  private final class Writer {
    private final int[] key = new int[width];
    private final @Nullable TreeRange[] slot = new TreeRange[width];
    private int size = setup.leafKeys().size();
    private int versions;

    Writer() {
      for (int i = 0; i < width; i++) {
        key[i] = i < size ? setup.leafKeys().get(i) : GREATEST;
        slot[i] = i < size ? setup.leafSlots().get(i) : null;
      }
    }

    boolean isIdle(int position) {
      return position > 0 && position < size && Objects.equals(slot[position], slot[position - 1]);
    }

    int rank(int of) {
      int position = 0;
      while (position + 1 < size && key[position + 1] <= of) {
        position++;
      }
      return position;
    }

    private void announce() {
      if (!has(Option.NO_VERSION_STORED)) {
        version.setRelease(++versions);
      }
      if (!has(Option.NO_RELEASE_FENCE)) {
        releaseFence();
      }
    }

    private void store(Runnable store) {
      if (has(Option.VERSION_AFTER)) {
        store.run();
        announce();
      } else {
        announce();
        store.run();
      }
    }

    void storeKey(int position, int newKey) {
      key[position] = newKey;
      store(() -> keys.get(position - 1).set(setup.keyStore(), newKey));
    }

    void storeSlot(int position, @Nullable TreeRange range) {
      slot[position] = range;
      store(() -> slots.get(position - 1).set(setup.slotStore(), range == null ? EMPTY : 1 + range.index()));
    }

    void unmap(TreeRange range) {
      int position = rank(range.start());
      requireAlone(position, Option.RUN_IGNORED);
      storeSlot(position, slot[position - 1]);
    }

    private void requireAlone(int position, Option unless) {
      if (isIdle(position + 1) && !has(unless)) {
        throw new IllegalStateException("position " + position + " is repeated, expected a change that needs no copy of the leaf");
      }
    }

    void map(TreeRange range) {
      int position = rank(range.start());
      int next = position + 1;
      if (key[position] == range.start()) {
        requireAlone(position, Option.RUN_IGNORED);
        storeSlot(position, range);
      } else if (next == size) {
        append(range);
      } else if (isIdle(position) && !isIdle(next)) {
        storeKey(position, range.start());
        storeSlot(position, range);
      } else if (isIdle(next)) {
        requireAlone(next, Option.FOLLOWER_FORGOTTEN);
        storeKey(next, range.start());
        storeSlot(next, range);
      } else {
        shift(next, range);
      }
    }

    private void append(TreeRange range) {
      if (has(Option.APPENDED_BY_KEY)) {
        storeSlot(size, range);
        storeKey(size, range.start());
      } else {
        storeSlot(size, slot[size - 1]);
        storeKey(size, range.start());
        storeSlot(size, range);
      }
      size++;
    }

    private void shift(int next, TreeRange range) {
      int hole = next;
      while (hole < size && !isIdle(hole)) {
        hole++;
      }
      size = Math.max(size, hole + 1);
      for (int i = hole; i > next; i--) {
        int from = i - 1;
        if (has(Option.KEY_BEFORE_SLOT)) {
          storeKey(i, key[from]);
        }
        if (!Objects.equals(slot[i], slot[from])) {
          storeSlot(i, slot[from]);
        }
        if (!has(Option.KEY_BEFORE_SLOT)) {
          storeKey(i, key[from]);
        }
      }
      storeSlot(next, slot[next - 1]);
      storeKey(next, range.start());
      storeSlot(next, range);
    }
  }

  private void writer() {
    Writer writer = new Writer();
    for (int i = 0; i < setup.sections().size(); i++) {
      write(writer, setup.sections().get(i), 2 * i);
    }
  }

  private void write(Writer writer, Section section, int even) {
    writeLock.lock();
    sequence.setRelease(even + 1);
    releaseFence();
    TreeRange removed = section.removed();
    Location word = removed == null ? null : words.get(removed);
    if (word != null) {
      word.awaitCompareAndSet(FREE, LOCKED);
      word.setRelease(GONE);
    }
    if (section.added() != null) {
      writer.map(section.added());
    } else if (removed != null) {
      writer.unmap(removed);
    }
    sequence.setRelease(even + 2);
    writeLock.unlock();
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
    check("I4: the leaf shows what was never mapped together", state -> latestChange(state) >= 0);
    begun.observe(state -> inOrder ? Math.max(state.value(passed), latestChange(state)) : state.value(passed));
  }

  private void perform(TreeRead read) {
    int answer = call(() -> answer(read));
    check("I4: the leaf shows what was never mapped together", state -> latestChange(state) >= 0);
    check("I2: no moment of the call has this answer", state -> explanation(read, answer, state) >= 0);
    passed.observe(state -> explanation(read, answer, state));
    if (read.kind() != TreeRead.Kind.FIND && answer != NOTHING) {
      endRead(answer);
    }
  }

  private int explanation(TreeRead read, int answer, Snapshot state) {
    for (int change = state.value(begun); change <= latestChange(state); change++) {
      if (read.answerFrom(mapped.get(change)) == answer) {
        return change;
      }
    }
    return -1;
  }

  private int answer(TreeRead read) {
    int key = read.key();
    return switch (read.kind()) {
      case FIND -> find(key);
      case START -> loop(() -> startOrRepeat(call(() -> lookUp(key))));
      case NEXT -> loop(() -> startOrRepeat(call(() -> byVersion(key, true))));
    };
  }

  private int find(int key) {
    int found = call(() -> lookUp(key));
    return found == NOTHING || isAttached(found) || has(Option.ATTACHED_IGNORED) ? found : call(() -> byVersion(key, false));
  }

  /** Finds a range that need not be mapped any more; nothing is an answer. */
  private int lookUp(int key) {
    int before = sequence.getAcquire();
    int found = call(() -> floor(key));
    if (covers(found, key) || has(Option.QUICK_MISS_TRUSTED)) {
      return covers(found, key) ? found : NOTHING;
    }
    acquireFence();
    return before % 2 == 0 && sequence.getOpaque() == before ? NOTHING : call(() -> byVersion(key, false));
  }

  private int startOrRepeat(int found) {
    return found == NOTHING || tryStartRead(found) ? found : AGAIN;
  }

  /** Returns what covers a key, or else nothing or the next range, as one version of the leaf has it. */
  private int byVersion(int key, boolean orNext) {
    return loop(() -> {
      int before = version.get(setup.versionLoad());
      int found = call(() -> orNext ? coveringOrNext(key) : floor(key));
      if (!has(Option.NO_ACQUIRE_FENCE)) {
        acquireFence();
      }
      if (!has(Option.NO_VERSION) && version.getOpaque() != before) {
        return AGAIN;
      }
      return orNext || covers(found, key) ? found : NOTHING;
    });
  }

  private int floor(int key) {
    return load(rank(key));
  }

  private int coveringOrNext(int key) {
    int position = rank(key);
    int floor = load(position);
    if (covers(floor, key)) {
      return floor;
    }
    for (int next = position + 1; next < width; next++) {
      int range = load(next);
      if (range == NOTHING) {
        return NOTHING;
      }
      if (range != floor && (has(Option.PASSED_OVER_IGNORED) || !isPassedOver(next))) {
        return range;
      }
    }
    return NOTHING;
  }

  private int rank(int key) {
    int count = 0;
    for (int i = 0; i < width - 1; i++) {
      int at = has(Option.KEYS_DESCENDING) ? width - 2 - i : i;
      count += keys.get(at).getOpaque() <= key ? 1 : 0;
    }
    return count;
  }

  private boolean isPassedOver(int position) {
    return position + 1 < width && keys.get(position - 1).getOpaque() == keys.get(position).getOpaque();
  }

  private int load(int position) {
    return position == 0 ? setup.leafSlots().get(0).index() : slots.get(position - 1).get(setup.slotLoad()) - 1;
  }

  private boolean covers(int range, int key) {
    return range != NOTHING && setup.ranges().get(range).contains(key);
  }

  private @Nullable Location wordOf(int range) {
    return words.get(setup.ranges().get(range));
  }

  private boolean isAttached(int range) {
    Location word = wordOf(range);
    return word == null || word.getOpaque() != GONE;
  }

  private boolean tryStartRead(int number) {
    TreeRange range = setup.ranges().get(number);
    Location word = words.get(range);
    if (word != null && !word.compareAndSet(FREE, HELD)) {
      return false;
    }
    check("I3: holds a range that is not mapped", state -> mapped.get(latestChange(state)).contains(range));
    return true;
  }

  private void endRead(int range) {
    Location word = wordOf(range);
    if (word != null) {
      word.getAndAdd(FREE - HELD);
    }
  }
}
