package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.vmalock.StructureLock;

/**
 * Matrix M1: each way to read a node beside each way to write to it.
 *
 * <p>Invariant: a reader sees the node before the write or after it, or is refused for a reason; the node is left with no reader, not
 * write-locked, attached or not as the writer left it, and freed as often as it was retired.
 *
 * <pre>
 *   T1 reader: a {@link ReadStep}        T2 writer: a {@link WriteStep}
 *   ---------------------------------    ---------------------------------
 *   acquires, or is refused              lockWrite
 *   reads x, y                           startWrite; x = 1, y = 1
 *   endRead                              ends the write, detaches, retires
 * </pre>
 *
 * <p>There is one class for each row. The column is chosen at random for each round, and is a part of the outcome, so that one table of
 * outcomes serves all cells. {@code JcstressIT} fails if a cell was not observed.
 *
 * <p>Mutants: {@code attach-again-refused} answers GONE for a node that is attached again. The mutants of the single races show here as
 * well.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t M01_ReadBesideWrite}
 */
public final class M01_ReadBesideWrite {
  private M01_ReadBesideWrite() {}

  @Outcome(
      id = "section of other nodes, old, settled",
      expect = ACCEPTABLE,
      desc = "A section that does not write to the node delays no reader of it.")
  @Outcome(
      id = "(write|try to write|end write early|downgrade|detach and attach again), (old|new|BUSY), settled",
      expect = ACCEPTABLE,
      desc = "Read before or after the write, or refused while the node was write-locked.")
  @Outcome(
      id = "(detach|retire|retire and wait), (old|BUSY|GONE), settled",
      expect = ACCEPTABLE,
      desc = "Read before the write, or refused; no reader acquires a detached node.")
  @Outcome(
      id = "retire beside readers, (old|GONE), settled",
      expect = ACCEPTABLE,
      desc = "Read before the retire, or refused; the last reader frees.")
  @Outcome(id = ".*(torn|freed).*", expect = FORBIDDEN, desc = "A reader and a writer, or a reader and the free, were inside together.")
  @Outcome(id = ".*, .*, (?!settled).*", expect = FORBIDDEN, desc = "The node was left in a wrong state.")
  interface Outcomes {}

  abstract static class Cell extends Race {
    private static final WriteStep[] WRITES = WriteStep.values();

    /** The number of reads after which a reader that has seen no change ends. */
    private static final int ATTEMPTS = 64;

    private final WriteStep write = WRITES[ThreadLocalRandom.current().nextInt(WRITES.length)];
    private final @Nullable ReadStep read;
    private final StructureLock structure = new StructureLock();
    private final Node node = Node.pooled(structure);
    private final int generation = node.generation();
    private final long held;

    /** Creates a cell of the row of {@code read}; null is the row of the view. */
    Cell(@Nullable ReadStep read) {
      this.read = read;
      attach(structure, node);
      held = read == ReadStep.RETAINED ? node.tryStartRead(generation) : 0;
    }

    void reader(LLL_Result r) {
      rendezvous();
      try {
        r.r2 = readUntilChange();
      } finally {
        if (held != 0) {
          node.endRead(held);
        }
      }
    }

    private String readUntilChange() {
      String seen = "old";
      for (int tries = 0; tries < ATTEMPTS && (seen.equals("old") || seen.equals("BUSY")); tries++) {
        seen = read == null ? readByView() : readByStamp(read);
      }
      return seen;
    }

    private String readByStamp(ReadStep step) {
      try {
        return read(node, step.run(node, structure, generation, held));
      } catch (InterruptedException e) {
        throw new AssertionError("readers are not interrupted here", e);
      }
    }

    private String readByView() {
      try {
        node.asReadWriteLock().readLock().lock();
      } catch (IllegalStateException notAttached) {
        return "GONE";
      }
      try {
        return contents(node);
      } finally {
        node.asReadWriteLock().readLock().unlock();
      }
    }

    void writer(LLL_Result r) {
      rendezvous();
      write.run(node, structure);
      r.r1 = write.toString();
    }

    void after(LLL_Result r) {
      r.r3 = problem();
    }

    private String problem() {
      if (node.readers() != 0) {
        return node.readers() + " readers";
      }
      if (node.payload().frees() != write.frees) {
        return node.payload().frees() + " frees";
      }
      long stamp = node.tryStartRead(generation);
      if (stamp > 0) {
        node.endRead(stamp);
      }
      return stamp > 0 == write.staysAttached && stamp != Node.BUSY ? "settled" : "stamp " + stamp;
    }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class Try extends Cell {
    public Try() {
      super(ReadStep.TRY);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class WithGeneration extends Cell {
    public WithGeneration() {
      super(ReadStep.WITH_GENERATION);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class WithStructure extends Cell {
    public WithStructure() {
      super(ReadStep.WITH_STRUCTURE);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class UnderStructureLock extends Cell {
    public UnderStructureLock() {
      super(ReadStep.UNDER_STRUCTURE_LOCK);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class UnderStructureLockWithGeneration extends Cell {
    public UnderStructureLockWithGeneration() {
      super(ReadStep.UNDER_STRUCTURE_LOCK_WITH_GENERATION);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class Waiting extends Cell {
    public Waiting() {
      super(ReadStep.WAITING);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class WaitingWithGeneration extends Cell {
    public WaitingWithGeneration() {
      super(ReadStep.WAITING_WITH_GENERATION);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class Interruptible extends Cell {
    public Interruptible() {
      super(ReadStep.INTERRUPTIBLE);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class Timed extends Cell {
    public Timed() {
      super(ReadStep.TIMED);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class TimedWithGeneration extends Cell {
    public TimedWithGeneration() {
      super(ReadStep.TIMED_WITH_GENERATION);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class Retained extends Cell {
    public Retained() {
      super(ReadStep.RETAINED);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  @JCStressTest
  @JCStressMeta(Outcomes.class)
  @State
  public static class View extends Cell {
    public View() {
      super(null);
    }

    @Override @Actor public void reader(LLL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }
}
