package org.vmalock.models;

import static org.vmalock.models.NodeWaitSetup.with;

import java.util.List;
import org.vmalock.models.NodeWaitSetup.Option;
import org.vmalock.models.explorer.MemoryModel;

/** The runs of {@link NodeWait}. */
final class NodeWaitRuns {
  private final MemoryModel model;
  private final RunList runs;

  private NodeWaitRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("waiting for a node", model);
  }

  static List<Run> under(MemoryModel model) {
    NodeWaitRuns all = new NodeWaitRuns(model);
    all.scenarios();
    all.readerMutants();
    all.fenceMutants();
    all.lookMutants();
    if (model == MemoryModel.RA) {
      all.twoReaders();
    }
    return all.runs.runs();
  }

  private void scenarios() {
    clean("one section", sized());
    clean("two sections", with(Option.TWO_SECTIONS).readers(1));
    clean("two writers", with(Option.SECOND_WRITER).readers(1));
    clean("its section ends, one of another node goes on", sized(Option.SECTION_OF_ANOTHER_NODE));
    clean("its write ends early, the section goes on", sized(Option.END_WRITE_EARLY));
    clean("downgrade", sized(Option.DOWNGRADE));
    clean("the drain may give up, the section goes on", sized(Option.DRAIN_MAY_GIVE_UP));
    clean("early check, its section ends, one of another node goes on", sized(Option.SECTION_OF_ANOTHER_NODE, Option.EARLY_CHECK));
    clean("early check, its write ends early, the section goes on", sized(Option.END_WRITE_EARLY, Option.EARLY_CHECK));
    clean("early check, two sections", with(Option.TWO_SECTIONS, Option.EARLY_CHECK).readers(1));
    clean("readers may time out", sized(Option.READER_MAY_GIVE_UP));
    clean("a reader may time out, two sections", with(Option.TWO_SECTIONS, Option.READER_MAY_GIVE_UP).readers(1));
    clean("the drain may give up, with a fence before the look", sized(Option.DRAIN_MAY_GIVE_UP, Option.FENCE_AFTER_GIVING_UP));
  }

  private void readerMutants() {
    mutantIf(!inOrder(), "no fence after the registration",
        sized(Option.SECTION_OF_ANOTHER_NODE, Option.NO_FENCE_AFTER_REGISTRATION));
    mutantIf(!inOrder(), "no fence after the registration, write ends early",
        sized(Option.END_WRITE_EARLY, Option.NO_FENCE_AFTER_REGISTRATION));
    mutantIf(!inOrder(), "no fence after a wake-up, write ends early", sized(Option.END_WRITE_EARLY, Option.NO_FENCE_AFTER_PARK));
    mutant("no second attempt after the registration", sized(Option.SECTION_OF_ANOTHER_NODE, Option.NO_SECOND_ATTEMPT));
    mutant("a woken reader does not register again", with(Option.TWO_SECTIONS, Option.NO_SECOND_REGISTRATION).readers(1));
  }

  private void fenceMutants() {
    mutantIf(model != MemoryModel.SC, "early check, endWrite does not fence",
        sized(Option.END_WRITE_EARLY, Option.EARLY_CHECK, Option.NO_FENCE_AT_END_WRITE));
    mutantIf(!inOrder(), "the end of a section does not fence",
        sized(Option.SECTION_OF_ANOTHER_NODE, Option.NO_FENCE_AT_SECTION_END));
    mutantIf(!inOrder(), "a downgrade does not fence", sized(Option.DOWNGRADE, Option.NO_FENCE_AT_DOWNGRADE));
    mutantIf(model != MemoryModel.SC, "endWrite does not fence", sized(Option.END_WRITE_EARLY, Option.NO_FENCE_AT_END_WRITE));
  }

  private void lookMutants() {
    mutant("the end of a section wakes no reader", sized(Option.SECTION_OF_ANOTHER_NODE, Option.NO_LOOK_AT_SECTION_END));
    mutant("the end of a section looks before it frees the node",
        sized(Option.SECTION_OF_ANOTHER_NODE, Option.LOOK_BEFORE_SECTION_END));
    mutant("a downgrade wakes no reader", sized(Option.DOWNGRADE, Option.NO_LOOK_AT_DOWNGRADE));
    mutant("endWrite wakes no reader", sized(Option.END_WRITE_EARLY, Option.NO_LOOK_AT_END_WRITE));
    mutant("a drain that gives up wakes no reader", with(Option.DRAIN_MAY_GIVE_UP, Option.NO_LOOK_AFTER_GIVING_UP));
    if (inOrder()) {
      mutant("one reader of two is woken", with(Option.ONE_READER_WOKEN));
    }
    emptiedByStore();
  }

  /** The store overwrites the registration of a second reader. */
  private void emptiedByStore() {
    if (!inOrder()) {
      runs.thorough();
    }
    mutant("the list is emptied by a store, 2 readers", with(Option.TWO_SECTIONS, Option.LIST_EMPTIED_BY_STORE));
  }

  /** Two readers where every build has one. */
  private void twoReaders() {
    large("its section ends, one of another node goes on, 2 readers", with(Option.SECTION_OF_ANOTHER_NODE));
    runs.thorough();
    mutant("one reader of two is woken", with(Option.ONE_READER_WOKEN));
    large("readers may time out, 2 readers", with(Option.READER_MAY_GIVE_UP));
    large("its write ends early, the section goes on, 2 readers", with(Option.END_WRITE_EARLY));
    large("downgrade, 2 readers", with(Option.DOWNGRADE));
    large("the drain may give up, the section goes on, 2 readers", with(Option.DRAIN_MAY_GIVE_UP));
  }

  private boolean inOrder() {
    return model != MemoryModel.RA;
  }

  /** Two readers, but one where stale loads make two too many for every build. */
  private NodeWaitSetup sized(Option... options) {
    return with(options).readers(inOrder() ? 2 : 1);
  }

  private void clean(String name, NodeWaitSetup setup) {
    runs.clean(name, () -> new NodeWait(setup, model));
  }

  private void large(String name, NodeWaitSetup setup) {
    runs.thorough();
    clean(name, setup);
  }

  private void mutant(String name, NodeWaitSetup setup) {
    runs.mutant(name, () -> new NodeWait(setup, model));
  }

  private void mutantIf(boolean shown, String name, NodeWaitSetup setup) {
    runs.mutantIf(shown, name, () -> new NodeWait(setup, model));
  }
}
