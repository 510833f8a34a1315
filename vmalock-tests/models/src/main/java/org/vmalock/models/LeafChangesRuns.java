package org.vmalock.models;

import static org.vmalock.models.LeafChangesSetup.leafOf;
import static org.vmalock.models.TreeRead.find;
import static org.vmalock.models.TreeRead.next;

import java.util.List;
import java.util.function.Supplier;
import org.vmalock.models.LeafChangesSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link LeafChanges}. */
final class LeafChangesRuns {
  private final MemoryModel model;
  private final RunList runs;

  private LeafChangesRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("leaf changes", model);
  }

  static List<Run> under(MemoryModel model) {
    LeafChangesRuns all = new LeafChangesRuns(model);
    all.scenarios();
    all.writerMutants();
    all.readerMutants();
    all.variants();
    all.accessModes();
    return all.runs.runs();
  }

  // ---- Leaves of width 3 or 4

  /** A range is mapped in front of another one, which moves; that one is unmapped. */
  private static LeafChangesSetup shifted() {
    LeafChangesSetup leaf = leafOf(3).keys(5, 22, 35);
    TreeRange a = leaf.range("a", 0, 9);
    TreeRange v = leaf.range("v", 30, 39);
    TreeRange g = leaf.range("g", 20, 29);
    return leaf.holds(a).holds(v).maps(g).unmaps(v);
  }

  /** A range is mapped in front of another one, and then a third one in front of both, which move. */
  private static LeafChangesSetup shiftedTwice() {
    LeafChangesSetup leaf = leafOf(4).keys(12, 22, 35);
    TreeRange a = leaf.range("a", 0, 9);
    TreeRange v = leaf.range("v", 30, 39);
    TreeRange g = leaf.range("g", 20, 29);
    TreeRange h = leaf.range("h", 10, 14);
    return leaf.holds(a).holds(v).maps(g).maps(h);
  }

  /** A range is mapped in front of another one, which moves to an idle position; that one is replaced. */
  private static LeafChangesSetup shiftedToIdle() {
    LeafChangesSetup leaf = leafOf(3).keys(22, 32, 37);
    TreeRange a = leaf.range("a", 0, 9);
    TreeRange v = leaf.range("v", 30, 34);
    TreeRange g = leaf.range("g", 20, 29);
    TreeRange w = leaf.range("w", 30, 39);
    return leaf.holds(a).holds(v).idle(35).maps(g).replaces(v, w);
  }

  /** A range is mapped behind the last one, and replaced by a longer one. */
  private static LeafChangesSetup appended() {
    LeafChangesSetup leaf = leafOf(3).keys(12, 32, 52, 57);
    TreeRange a = leaf.range("a", 0, 9);
    TreeRange v = leaf.range("v", 30, 39);
    TreeRange g = leaf.range("g", 50, 54);
    TreeRange w = leaf.range("w", 50, 59);
    return leaf.holds(a).holds(v).maps(g).replaces(g, w);
  }

  /** A range is unmapped, and another one is mapped at the same key. */
  private static LeafChangesSetup mappedAtIdle() {
    LeafChangesSetup leaf = leafOf(3).keys(5, 32, 37, 52);
    TreeRange a = leaf.range("a", 0, 9);
    TreeRange v = leaf.range("v", 30, 34);
    TreeRange b = leaf.range("b", 50, 59);
    TreeRange w = leaf.range("w", 30, 39);
    return leaf.holds(a).holds(v).holds(b).unmaps(v).maps(w);
  }

  /** A range is unmapped, and another one is mapped in front of the idle position. */
  private static LeafChangesSetup mappedBefore() {
    LeafChangesSetup leaf = leafOf(3).keys(12, 22, 32, 37);
    TreeRange a = leaf.range("a", 0, 9);
    TreeRange v = leaf.range("v", 30, 39);
    TreeRange b = leaf.range("b", 50, 59);
    TreeRange w = leaf.range("w", 20, 34);
    return leaf.holds(a).holds(v).holds(b).unmaps(v).maps(w);
  }

  /** A range is unmapped, and another one is mapped behind the idle position. */
  private static LeafChangesSetup mappedBehind() {
    LeafChangesSetup leaf = leafOf(3).keys(12, 32, 37, 42);
    TreeRange a = leaf.range("a", 0, 9);
    TreeRange v = leaf.range("v", 30, 39);
    TreeRange b = leaf.range("b", 50, 59);
    TreeRange w = leaf.range("w", 35, 44);
    return leaf.holds(a).holds(v).holds(b).unmaps(v).maps(w);
  }

  /** A range is mapped in front of two idle positions; only a copy of the leaf would be right. */
  private static LeafChangesSetup twoIdle() {
    LeafChangesSetup leaf = leafOf(3);
    TreeRange a = leaf.range("a", 0, 9);
    TreeRange v = leaf.range("v", 15, 49);
    return leaf.holds(a).idle(20).idle(40).maps(v);
  }

  /** A range that an idle position repeats is unmapped; only a copy of the leaf would be right. */
  private static LeafChangesSetup repeated() {
    LeafChangesSetup leaf = leafOf(3);
    TreeRange a = leaf.range("a", 0, 9);
    TreeRange v = leaf.range("v", 30, 34);
    return leaf.holds(a).holds(v).idle(35).unmaps(v);
  }

  // ---- Runs

  private void scenarios() {
    anyReads("mapped in front of another range", LeafChangesRuns::shifted);
    anyReads("mapped in front of one range, then of two", LeafChangesRuns::shiftedTwice);
    anyReads("mapped in front of a range before an idle one", LeafChangesRuns::shiftedToIdle);
    anyReads("mapped behind the last range", LeafChangesRuns::appended);
    anyReads("mapped at the key of an idle position", LeafChangesRuns::mappedAtIdle);
    anyReads("mapped in front of an idle position", LeafChangesRuns::mappedBefore);
    anyReads("mapped behind an idle position", LeafChangesRuns::mappedBehind);
  }

  /** Any operation of a reader, with keys loaded in both orders; and any two. */
  private void anyReads(String name, Supplier<LeafChangesSetup> leaf) {
    if (model != MemoryModel.RA || fits(leaf.get())) {
      clean(name + ": any read", leaf.get().anyReads(1));
      clean(name + ": any read, keys descending", leaf.get().with(Option.KEYS_DESCENDING).anyReads(1));
      runs.thorough();
      clean(name + ": any two reads", leaf.get().anyReads(2));
    }
  }

  /** Whether sequence, version, keys, slots and the words of removed ranges fit into the eight locations of RA. */
  private static boolean fits(LeafChangesSetup leaf) {
    return 2 * leaf.width() + leaf.sections().stream().filter(section -> section.removed() != null).count() <= 8;
  }

  private void writerMutants() {
    mutant("the version is not stored", shiftedTwice().with(Option.NO_VERSION_STORED).reads(find(35)));
    mutant("a shift stores the key before the slot", shifted().with(Option.KEY_BEFORE_SLOT).reads(find(35)));
    mutant("appended by slot and key", appended().with(Option.APPENDED_BY_KEY).reads(next(42), find(52)));
    mutant("mapped in front of the first of two idle positions", twoIdle().with(Option.FOLLOWER_FORGOTTEN).reads(find(16), find(45)));
    mutant("unmapped although an idle position repeats it", repeated().with(Option.RUN_IGNORED).reads(find(32)));
  }

  private void readerMutants() {
    mutant("the version is not compared", shiftedTwice().with(Option.NO_VERSION).reads(find(35)));
    mutant("a miss without the version is an answer", shifted().with(Option.QUICK_MISS_TRUSTED).reads(find(35)));
  }

  /** What the design has and the promises do not need. */
  private void variants() {
    clean("the version is stored after the store", shifted().with(Option.VERSION_AFTER).anyReads(1));
    clean("a position that is passed over counts as the next one", shifted().with(Option.PASSED_OVER_IGNORED).anyReads(1));
    clean("a range found in a slot is an answer although detached", mappedAtIdle().with(Option.ATTACHED_IGNORED).anyReads(1));
    clean("no fence after the version", shifted().with(Option.NO_RELEASE_FENCE).anyReads(1));
    clean("a fence after the version, keys stored opaque", shifted().anyReads(1).keyStore(Mode.OPAQUE));
    runs.thorough();
    clean("the version is stored after the store, two shifts", shiftedTwice().with(Option.VERSION_AFTER).anyReads(1));
    runs.thorough();
    clean("a position that is passed over counts, two shifts", shiftedTwice().with(Option.PASSED_OVER_IGNORED).anyReads(1));
    runs.thorough();
    clean("no fence after the version, two shifts", shiftedTwice().with(Option.NO_RELEASE_FENCE).anyReads(1));
    runs.thorough();
    clean("a fence after the version, keys stored opaque, two shifts", shiftedTwice().anyReads(1).keyStore(Mode.OPAQUE));
  }

  private void accessModes() {
    weakMutant("no fence before the version is compared", shiftedTwice().with(Option.NO_ACQUIRE_FENCE).reads(find(35)));
    weakMutant("the version is loaded opaque", shiftedTwice().reads(find(35)).versionLoad(Mode.OPAQUE));
    weakMutant("no fence after the version, keys stored opaque",
        shiftedTwice().with(Option.NO_RELEASE_FENCE).reads(find(35)).keyStore(Mode.OPAQUE));
    weakMutant("no fence after the version, slots stored opaque",
        shiftedTwice().with(Option.NO_RELEASE_FENCE).reads(find(35)).slotStore(Mode.OPAQUE));
  }

  private void clean(String name, LeafChangesSetup setup) {
    runs.clean(name, () -> new LeafChanges(setup, model));
  }

  private void mutant(String name, LeafChangesSetup setup) {
    runs.mutant(name, () -> new LeafChanges(setup, model));
  }

  private void weakMutant(String name, LeafChangesSetup setup) {
    runs.mutantIf(model == MemoryModel.RA, name, () -> new LeafChanges(setup, model));
  }
}
