package org.vmalock.models;

import static org.vmalock.models.CountedWord.ATTACHED;
import static org.vmalock.models.CountedWord.LOCKED;
import static org.vmalock.models.CountedWord.count;
import static org.vmalock.models.CountedWord.isLocked;

import org.vmalock.models.NodeWaitSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Protocol;

/**
 * Waiting for one's own node: a reader whose node is write-locked waits for the step that frees this node, and not for sections of
 * other nodes. Up to two readers, a writer of their node, and a second writer.
 *
 * <pre>
 *   T1, a reader                                T2, the writer
 *   ----------------------------------------    ----------------------------------------
 *   attempt: busy
 *   list: add T1               (volatile RMW)   frees the node
 *   full fence                                  full fence
 *   attempt                                     list empty?                    (volatile)
 *   busy: park; when woken, full fence,         no: unpark all; the end of a section and a downgrade take the
 *   attempt; busy and taken: begin again            list whole first            (exchange)
 * </pre>
 *
 * <p>A node is freed by the end of a section, a downgrade, {@code endWrite}, and a drain that gives up. The last of these needs no
 * fence, since it frees the node by a volatile read-modify-write of the word. It and {@code endWrite} leave the readers registered: the
 * section goes on, and its end takes them. The list is a set of thread numbers in one word here.
 */
final class NodeWait extends Protocol {
  private static final int ACQUIRED = 1;
  private static final int BUSY = 0;
  private static final int TIMED_OUT = 2;
  private static final int WRITER = 2;
  private static final int SECOND_WRITER = 3;
  private static final int ENDED = -2;

  private final NodeWaitSetup setup;
  private final boolean inOrder;

  private final Location word = location("word", ATTACHED).shownAs(NodeWait::describe);
  private final Location lockSeq = location("lockSeq", 0);
  private final Location sequence = location("sequence", 2);
  private final Location waiter = location("waiter", 0);
  private final Location list = location("list of waiting readers", 0).shownAs(Integer::toBinaryString);
  private final Location[] taken = {location("reader 0 taken", 0), location("reader 1 taken", 0)};
  private final Location structureLock = lock("structure lock");

  private final Ghost[] inside = {ghost("reader 0 inside", 0), ghost("reader 1 inside", 0)};
  private final Ghost written = ghost("written", 0);
  private final Ghost released = ghost("readers that have ended", 0);

  NodeWait(NodeWaitSetup setup, MemoryModel model) {
    this.setup = setup;
    this.inOrder = model != MemoryModel.RA;
    for (int i = 0; i < setup.readers(); i++) {
      int me = i;
      actor("T" + i + " reader", () -> reader(me)).loads(word, lockSeq, sequence, waiter, taken[me]);
    }
    if (setup.readers() < 2) {
      actor("T1 (none)", () -> {});
    }
    actor("T2 writer", () -> writer(WRITER)).loads(word, sequence, list);
    if (has(Option.SECTION_OF_ANOTHER_NODE)) {
      actor("T3 writer of another node", this::writerOfAnotherNode).loads(sequence, list);
    } else if (has(Option.SECOND_WRITER)) {
      actor("T3 writer", () -> writer(SECOND_WRITER)).loads(word, sequence, list);
    }
    atEnd("I7: the word is not balanced", state -> state.value(word) == ATTACHED);
    atEnd("I14: a reader has not ended", state -> state.value(released) == setup.readers());
  }

  private boolean has(Option option) {
    return setup.has(option);
  }

  // ---- Reading

  private void reader(int me) {
    int outcome = loop(0, registered -> {
      if (call(() -> tryStartRead(me)) == ACQUIRED) {
        return ACQUIRED;
      }
      if (registered == 0) {
        call(() -> register(me));
        if (!has(Option.NO_SECOND_ATTEMPT)) {
          return again(1);
        }
      }
      if (!has(Option.NO_SECOND_REGISTRATION) && call(() -> isTaken(me))) {
        return again(0);
      }
      if (has(Option.READER_MAY_GIVE_UP) && choose("times out", 2) == 1) {
        return TIMED_OUT;
      }
      park();
      if (!has(Option.NO_FENCE_AFTER_PARK)) {
        fullFence();
      }
      return again(1);
    });
    if (outcome == ACQUIRED) {
      enter(me);
      payload.read();
      call(() -> endRead(me));
    }
    released.add(1);
  }

  private void register(int me) {
    taken[me].setOpaque(0);
    list.getAndUpdate(threads -> threads | 1 << me);
    if (!has(Option.NO_FENCE_AFTER_REGISTRATION)) {
      fullFence();
    }
  }

  private boolean isTaken(int me) {
    return taken[me].getVolatile() != 0;
  }

  /** The counted read of {@link CountedNode}, without generation. */
  private int tryStartRead(int me) {
    int first = word.getAcquire();
    int before = sequence.getAcquire();
    boolean refusedEarly = has(Option.EARLY_CHECK) && isOdd(before) && lockSeq.getOpaque() == before;
    if (refusedEarly || call(() -> countOne(first)) == BUSY) {
      return BUSY;
    }
    boolean unchanged = sequence.getAcquire() == before && !isOdd(before);
    if (!unchanged && call(this::isWriteLocked)) {
      call(() -> endRead(me));
      return BUSY;
    }
    return ACQUIRED;
  }

  private int countOne(int first) {
    return loop(first, current -> {
      if ((current & ATTACHED) == 0 || isLocked(current)) {
        return BUSY;
      }
      int found = word.compareAndExchange(current, current + 1);
      return found == current ? ACQUIRED : again(found);
    });
  }

  private boolean isWriteLocked() {
    int locked = lockSeq.getAcquire();
    int current = sequence.getAcquire();
    return locked == current && isOdd(current);
  }

  /** The release of a read, and the rollback of an attempt. */
  private void endRead(int me) {
    int left = word.getAndAdd(-1) - 1;
    inside[me].set(0);
    if (isLocked(left) && count(left) == 0) {
      int thread = waiter.getOpaque();
      if (thread != 0) {
        unpark(thread - 1);
      }
    }
  }

  // ---- Writing

  private void writer(int me) {
    call(() -> writeSection(me));
    if (has(Option.TWO_SECTIONS)) {
      call(() -> writeSection(me));
    }
  }

  private void writeSection(int me) {
    int odd = call(this::beginSection);
    boolean locked = call(() -> startWrite(me, odd));
    if (locked) {
      payload.write();
    }
    if (locked && has(Option.END_WRITE_EARLY)) {
      call(this::endWrite);
      awaitReaders();
    } else if (!locked) {
      awaitReaders();
    }
    if (has(Option.DOWNGRADE)) {
      call(() -> downgrade(odd));
    } else {
      call(() -> endSection(odd));
    }
  }

  private void writerOfAnotherNode() {
    int odd = call(this::beginSection);
    awaitReaders();
    call(() -> endSection(odd));
  }

  private void awaitReaders() {
    await("the readers have released", state -> state.value(released) >= setup.readers());
  }

  private int beginSection() {
    structureLock.lock();
    int odd = sequence.getOpaque() + 1;
    sequence.setRelease(odd);
    return odd;
  }

  private boolean startWrite(int me, int odd) {
    waiter.setOpaque(me + 1);
    word.getAndAdd(LOCKED);
    boolean drained = call(this::readersLeave);
    if (drained) {
      lockSeq.setRelease(odd);
    }
    word.getAndAdd(-LOCKED);
    if (drained) {
      beWriter();
    }
    waiter.setOpaque(0);
    if (!drained && !has(Option.NO_LOOK_AFTER_GIVING_UP)) {
      wakeReaders(has(Option.FENCE_AFTER_GIVING_UP), false);
    }
    return drained;
  }

  private boolean readersLeave() {
    return loop(() -> {
      if (count(word.getVolatile()) == 0) {
        return 1;
      }
      if (has(Option.DRAIN_MAY_GIVE_UP) && choose("gives up", 2) == 1) {
        return 0;
      }
      park();
      return AGAIN;
    }) != 0;
  }

  // ---- The steps that free a node, and the look at the list after each of them

  private void endSection(int odd) {
    if (has(Option.LOOK_BEFORE_SECTION_END)) {
      wakeReaders(true, true);
    }
    endWriteAll(odd);
    structureLock.setVolatile(0);
    if (!has(Option.NO_LOOK_AT_SECTION_END) && !has(Option.LOOK_BEFORE_SECTION_END)) {
      wakeReaders(!has(Option.NO_FENCE_AT_SECTION_END), true);
    }
  }

  /** The structure lock stays read-locked, which excludes other writers: it is held here, too. */
  private void downgrade(int odd) {
    endWriteAll(odd);
    structureLock.setVolatile(1);
    if (!has(Option.NO_LOOK_AT_DOWNGRADE)) {
      wakeReaders(!has(Option.NO_FENCE_AT_DOWNGRADE), true);
    }
    awaitReaders();
    structureLock.setVolatile(0);
  }

  private void endWriteAll(int odd) {
    sequence.setRelease(odd + 1);
    written.set(0);
  }

  private void endWrite() {
    lockSeq.setRelease(ENDED);
    written.set(0);
    if (!has(Option.NO_LOOK_AT_END_WRITE)) {
      wakeReaders(!has(Option.NO_FENCE_AT_END_WRITE), false);
    }
  }

  private void wakeReaders(boolean fenced, boolean takes) {
    if (fenced) {
      fullFence();
    }
    call(() -> {
      int threads = list.getVolatile();
      if (threads != 0) {
        unparkAll(threads, takes);
      }
    });
  }

  private void unparkAll(int found, boolean takes) {
    int threads = found;
    if (takes && has(Option.LIST_EMPTIED_BY_STORE)) {
      list.setRelease(0);
    } else if (takes) {
      threads = list.getAndSet(0);
    }
    for (int reader = 0; reader < 2; reader++) {
      if ((threads & 1 << reader) != 0) {
        if (takes) {
          taken[reader].setVolatile(1);
        }
        unpark(reader);
        if (has(Option.ONE_READER_WOKEN)) {
          return;
        }
      }
    }
  }

  // ---- Promises

  private void enter(int me) {
    if (inOrder) {
      check("I1: a reader is inside with a writer", state -> state.value(written) == 0);
    }
    inside[me].set(1);
  }

  private void beWriter() {
    if (inOrder) {
      check("I1: a writer is inside with a reader", state -> state.value(inside[0]) + state.value(inside[1]) == 0);
    }
    written.set(1);
  }

  private static boolean isOdd(int number) {
    return (number & 1) != 0;
  }

  private static String describe(int word) {
    return "[" + (isLocked(word) ? "LOCKED, " : "") + "count " + count(word) + "]";
  }
}
