package org.vmalock.models;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** How {@link NodeWait} is configured: its size, what happens in it, and how it deviates from the design. */
final class NodeWaitSetup {
  /** What happens, or what is done in another way than the design says. */
  enum Option {
    // What happens.
    /** The writer ends the write of the node early; its section goes on until the readers have released. */
    END_WRITE_EARLY,
    /** The drain may give up; the section goes on until the readers have released. */
    DRAIN_MAY_GIVE_UP,
    /** The section ends by a downgrade; the structure's read lock is held until the readers have released. */
    DOWNGRADE,
    /** The writer has a second section with this node. */
    TWO_SECTIONS,
    /** A second writer has a section with another node, which goes on until the readers have released. */
    SECTION_OF_ANOTHER_NODE,
    /** A second writer has a section with this node. */
    SECOND_WRITER,
    /** A reader may time out where it would park; its registration stays in the list. */
    READER_MAY_GIVE_UP,

    // Alternatives.
    /** The reader refuses itself before it is counted if the node appears write-locked, as the library's second attempt does. */
    EARLY_CHECK,
    /** A drain that gives up fences before it looks at the list. */
    FENCE_AFTER_GIVING_UP,

    // Mutants.
    NO_FENCE_AFTER_REGISTRATION,
    NO_FENCE_AFTER_PARK,
    NO_SECOND_ATTEMPT,
    NO_SECOND_REGISTRATION,
    NO_FENCE_AT_SECTION_END,
    NO_FENCE_AT_DOWNGRADE,
    NO_FENCE_AT_END_WRITE,
    NO_LOOK_AT_SECTION_END,
    NO_LOOK_AT_DOWNGRADE,
    NO_LOOK_AT_END_WRITE,
    NO_LOOK_AFTER_GIVING_UP,
    LIST_EMPTIED_BY_STORE,
    LOOK_BEFORE_SECTION_END,
    ONE_READER_WOKEN
  }

  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private int readers = 2;

  private NodeWaitSetup() {}

  static NodeWaitSetup with(Option... options) {
    NodeWaitSetup setup = new NodeWaitSetup();
    setup.options.addAll(List.of(options));
    return setup;
  }

  NodeWaitSetup readers(int newReaders) {
    readers = newReaders;
    return this;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  int readers() {
    return readers;
  }
}
