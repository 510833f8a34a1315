package org.vmalock.models.explorer;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Visits every state that a protocol can reach, breadth first, until a promise is broken or no state is left. */
public final class Explorer {
  /** How many states are visited at most where the caller sets no limit. */
  public static final int DEFAULT_LIMIT = 100_000_000;

  private final Machine machine;
  private final int limit;
  private final VisitedStates visited = new VisitedStates();
  private final StateQueue queue = new StateQueue();
  private final Ancestry ancestry = new Ancestry();
  private final long[] current;
  private final long[] beforeChoice;
  private final Successors successors;

  private int currentId;
  private int currentLength;
  private int ended;
  private int waiting;
  private @Nullable String violation;
  private int[] way = new int[0];

  private Explorer(Protocol protocol, MemoryModel model, int limit) {
    this.machine = new Machine(protocol, model);
    this.limit = limit;
    this.current = machine.newState();
    this.beforeChoice = machine.newState();
    this.successors = new Successors(machine::newState);
  }

  /**
   * Explores a protocol.
   *
   * @param protocol the protocol, used by this call only
   * @param model the memory model
   * @return what was found
   */
  public static Outcome explore(Protocol protocol, MemoryModel model) {
    return explore(protocol, model, DEFAULT_LIMIT);
  }

  /**
   * Explores a protocol up to a limit.
   *
   * @param protocol the protocol, used by this call only
   * @param model the memory model
   * @param limit how many states to visit at most
   * @return what was found
   */
  public static Outcome explore(Protocol protocol, MemoryModel model, int limit) {
    long begin = System.nanoTime();
    Explorer explorer = new Explorer(protocol, model, limit);
    explorer.search();
    long nanos = System.nanoTime() - begin;
    List<String> interleaving = explorer.violation == null ? List.of() : new Trace(protocol, model).of(explorer.way);
    return new Outcome(explorer.ancestry.size(), nanos, explorer.violation, interleaving, explorer.isComplete());
  }

  private boolean isComplete() {
    return violation != null || queue.isEmpty();
  }

  private void search() {
    begin();
    for (currentId = 0; violation == null && !queue.isEmpty() && ancestry.size() < limit; currentId++) {
      queue.remove(current);
      expand();
      visitSuccessors();
    }
  }

  private void begin() {
    long[] first = machine.initialState();
    for (int thread = 0; thread < machine.threads(); thread++) {
      if (machine.isInstant(machine.node(first, thread).operation)) {
        throw new IllegalArgumentException("The program of " + machine.layout.actors.get(thread) + " begins with "
            + machine.node(first, thread).operation.kind + ", expected an operation that is a step");
      }
    }
    successors.copyOf(first, machine.length(first));
    successors.add(machine.length(first), 0);
    visitSuccessors();
  }

  private void expand() {
    currentLength = machine.length(current);
    ended = machine.ended(current);
    waiting = machine.waiting(current);
    successors.clear();
    for (int thread = 0; thread < machine.threads() && violation == null; thread++) {
      step(thread);
      drain(thread);
    }
    if (successors.size() == 0 && violation == null) {
      end();
    }
  }

  private void step(int thread) {
    Node node = machine.node(current, thread);
    int choices = machine.choices(current, thread, node.operation);
    for (int choice = 0; choice < choices && violation == null; choice++) {
      long[] next = successors.copyOf(current, currentLength);
      int value = machine.execute(next, thread, node.operation, choice);
      finishStep(next, thread, machine.after(thread, node, value), Move.step(thread, choice));
    }
  }

  private void finishStep(long[] state, int thread, Node first, int move) {
    Node node = machine.executeInstants(state, thread, first);
    if (machine.violation() != null) {
      report(machine.violation(), move);
    } else if (node.operation.kind == Operation.Kind.CHOOSE) {
      choose(state, thread, node, move);
    } else {
      machine.moveTo(state, thread, node, ended, waiting);
      successors.add(machine.length(state), move);
    }
  }

  private void choose(long[] state, int thread, Node node, int move) {
    if (Move.isChoosing(move)) {
      throw new IllegalStateException(machine.layout.actors.get(thread) + " makes two choices in one step; expected an operation between");
    }
    int length = machine.length(state);
    System.arraycopy(state, 0, beforeChoice, 0, length);
    for (int number = 0; number < node.operation.first && violation == null; number++) {
      long[] next = successors.copyOf(beforeChoice, length);
      finishStep(next, thread, machine.after(thread, node, number), Move.choosing(move, number));
    }
  }

  private void drain(int thread) {
    if (machine.memory().hasBufferedStores(current, thread)) {
      long[] next = successors.copyOf(current, currentLength);
      machine.memory().drain(next, thread);
      successors.add(currentLength, Move.drain(thread));
    }
  }

  private void visitSuccessors() {
    for (int i = 0; i < successors.size(); i++) {
      visited.prefetch(successors.fingerprint(i));
    }
    for (int i = 0; i < successors.size(); i++) {
      if (visited.add(successors.fingerprint(i))) {
        ancestry.add(currentId, successors.move(i));
        queue.add(successors.state(i), successors.length(i));
      }
    }
  }

  /** No thread can move: all have ended, or some wait for ever. */
  private void end() {
    String broken = ended == (1 << machine.threads()) - 1 ? machine.brokenAtEnd(current) : Deadlock.describe(machine, current);
    if (broken != null) {
      violation = broken;
      way = ancestry.path(currentId);
    }
  }

  private void report(@Nullable String broken, int lastMove) {
    violation = broken;
    int[] path = ancestry.path(currentId);
    way = Arrays.copyOf(path, path.length + 1);
    way[path.length] = lastMove;
  }
}
