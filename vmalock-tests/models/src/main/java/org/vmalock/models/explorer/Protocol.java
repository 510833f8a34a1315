package org.vmalock.models.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;

/**
 * A concurrent protocol: shared locations, threads, and promises.
 *
 * <p>A subclass declares locations, ghosts and threads in its constructor. The program of a thread is an ordinary Java method that
 * calls the methods of {@link Location}, {@link Payload}, {@link Ghost} and of this class:
 *
 * <pre>{@code
 * final class HandOff extends Protocol {
 *   private final Location ready = location("ready", 0);
 *
 *   HandOff() {
 *     actor("T0 producer", () -> {
 *       payload.write();
 *       ready.setRelease(1);
 *     });
 *     actor("T1 consumer", () -> {
 *       if (ready.getAcquire() == 1) {
 *         payload.read();
 *       }
 *     });
 *   }
 * }
 * }</pre>
 *
 * <h2>Rules for programs</h2>
 *
 * <ul>
 *   <li>A program keeps its state in local variables only. The explorer runs it many times over, from its beginning, with the values
 *       that the operations of one interleaving returned: nothing but these values and constants may decide what it does next.
 *   <li>What an operation returned is part of the state until the enclosing {@link #call(IntSupplier) call} or {@link #loop(IntSupplier) loop} returns;
 *       then only its result remains. A program of one long method explores correctly, but distinguishes states by values that no
 *       longer matter. Wrap each method of the protocol in {@code call}, and each retry loop in {@code loop}.
 *   <li>Each operation is one step of its thread. Ghosts, {@link #check}, {@link #choose}, {@link #acquireFence} and {@link
 *       #releaseFence} belong to the step of the operation before them.
 * </ul>
 */
public abstract class Protocol {
  /** What the body of a {@link #loop} returns to run once more. No other use of a loop may return this value. */
  protected static final int AGAIN = Integer.MIN_VALUE;

  /** The plain data that the protocol guards. */
  @SuppressWarnings("this-escape") // the payload only keeps the reference
  protected final Payload payload = new Payload(this);

  private final List<Location> locations = new ArrayList<>();
  private final List<Location> locks = new ArrayList<>();
  private final List<Ghost> ghosts = new ArrayList<>();
  private final List<Actor> actors = new ArrayList<>();
  private final List<Operation> finalChecks = new ArrayList<>();
  private final Replay replay = new Replay();

  /** Creates a protocol without threads. */
  protected Protocol() {}

  // ---- Declarations

  /**
   * Declares a shared variable.
   *
   * @param name its name in traces
   * @param initial its initial value, which every thread has seen
   * @return the location
   */
  protected final Location location(String name, int initial) {
    return declare(locations, new Location(this, name, locations.size(), initial, true));
  }

  /**
   * Declares a variable that no thread loads, only replaces: a lock, or a queue of at most one element. Cheaper than a location.
   *
   * @param name its name in traces
   * @return the location, which holds 0
   */
  protected final Location lock(String name) {
    return declare(locks, new Location(this, name, locks.size(), 0, false));
  }

  /**
   * Declares a variable of the proof.
   *
   * @param name its name
   * @param initial its initial value, from 0 to 15
   * @return the ghost
   */
  protected final Ghost ghost(String name, int initial) {
    return declare(ghosts, new Ghost(this, name, ghosts.size(), initial));
  }

  /**
   * Declares a thread. Threads are numbered from 0 in the order of their declarations.
   *
   * @param name its name in traces
   * @param program what it does
   * @return the thread
   */
  protected final Actor actor(String name, Runnable program) {
    return declare(actors, new Actor(actors.size(), name, program));
  }

  /**
   * Adds a promise about the state in which all threads have ended.
   *
   * @param violation what to report if the condition does not hold
   * @param condition the promise
   */
  protected final void atEnd(String violation, Condition condition) {
    finalChecks.add(Operation.condition(Operation.Kind.CHECK, violation, condition));
  }

  /**
   * Tells whether a read-modify-write carries on the release sequence of the store that it replaces. C++ says that it does, the
   * documents of Java do not, so that the default is false.
   *
   * @return whether {@link MemoryModel#RA} has release sequences
   */
  protected boolean hasReleaseSequences() {
    return false;
  }

  /**
   * Returns how many stores of a thread a buffer of {@link MemoryModel#TSO} has room for, at most 15. Each multiple of 3 makes a state one
   * word a thread larger. A protocol that needs more fails.
   *
   * @return the capacity of the buffer of each thread
   */
  protected int bufferedStores() {
    return 6;
  }

  private static <T> T declare(List<T> list, T element) {
    list.add(element);
    return element;
  }

  // ---- Structure of a program

  /**
   * Runs a part of a program. Once it has returned, the values that it saw are forgotten, but for its result.
   *
   * @param part the part
   * @return what the part returned
   */
  protected final int call(IntSupplier part) {
    return replay.call(0, ignored -> part.getAsInt());
  }

  /**
   * Runs a part of a program whose result is a boolean. Once it has returned, the values that it saw are forgotten.
   *
   * @param part the part
   * @return what the part returned
   */
  protected final boolean call(BooleanSupplier part) {
    return replay.call(0, ignored -> part.getAsBoolean() ? 1 : 0) != 0;
  }

  /**
   * Runs a part of a program. Once it has returned, the values that it saw are forgotten.
   *
   * @param part the part
   */
  protected final void call(Runnable part) {
    replay.call(0, ignored -> {
      part.run();
      return 0;
    });
  }

  /**
   * Runs a part of a program until it returns something else than {@link #AGAIN}. After each turn, the values that it saw are forgotten.
   *
   * @param part one turn
   * @return what the last turn returned
   */
  protected final int loop(IntSupplier part) {
    return replay.call(0, ignored -> part.getAsInt());
  }

  /**
   * Runs a part of a program until it returns something else than {@link #again}. After each turn, the values that it saw are forgotten
   * but for the one that it hands to the next turn.
   *
   * @param first the argument of the first turn
   * @param part one turn
   * @return what the last turn returned
   */
  protected final int loop(int first, IntUnaryOperator part) {
    return replay.call(first, part);
  }

  /**
   * Ends a turn of a {@link #loop}.
   *
   * @param next the argument of the next turn
   * @return what the turn has to return
   */
  protected final int again(int next) {
    return replay.again(next);
  }

  // ---- Operations that need no location

  /** Waits for the permit of this thread and consumes it. */
  protected final void park() {
    perform(Operation.plain(Operation.Kind.PARK));
  }

  /**
   * Gives a thread its permit.
   *
   * @param thread the number of the thread
   */
  protected final void unpark(int thread) {
    perform(Operation.of(Operation.Kind.UNPARK, thread, ""));
  }

  /** Orders all accesses before the fence with all after it, and with other full fences. */
  protected final void fullFence() {
    perform(Operation.plain(Operation.Kind.FULL_FENCE));
  }

  /** Orders loads before the fence with all accesses after it. Belongs to the step of the operation before. */
  protected final void acquireFence() {
    perform(Operation.plain(Operation.Kind.ACQUIRE_FENCE));
  }

  /** Orders all accesses before the fence with stores after it. Belongs to the step of the operation before. */
  protected final void releaseFence() {
    perform(Operation.plain(Operation.Kind.RELEASE_FENCE));
  }

  /**
   * Takes a step that does nothing, so that what follows up to the next operation is one step of its own.
   *
   * @param name what happens in it, for traces
   */
  protected final void step(String name) {
    perform(Operation.of(Operation.Kind.STEP, 0, name));
  }

  /**
   * Waits until a condition holds.
   *
   * @param name what is waited for, for traces
   * @param condition the condition
   */
  protected final void await(String name, Condition condition) {
    perform(Operation.condition(Operation.Kind.AWAIT, name, condition));
  }

  /**
   * Chooses a number, every one in its turn: an interrupt, a time-out, a decision of the environment. At most one choice can be made
   * between two operations.
   *
   * @param name what is chosen, for traces
   * @param count how many numbers there are
   * @return a number from 0 to {@code count - 1}
   */
  protected final int choose(String name, int count) {
    return perform(Operation.of(Operation.Kind.CHOOSE, count, name));
  }

  /**
   * Promises that a condition holds at this moment. Belongs to the step of the operation before.
   *
   * @param violation what to report if the condition does not hold
   * @param condition the promise
   */
  protected final void check(String violation, Condition condition) {
    perform(Operation.condition(Operation.Kind.CHECK, violation, condition));
  }

  /**
   * Reports a violation.
   *
   * @param violation what to report
   */
  protected final void fail(String violation) {
    check(violation, state -> false);
  }

  // ---- For the explorer

  int perform(Operation operation) {
    return replay.perform(operation);
  }

  Replay replay() {
    return replay;
  }

  List<Location> locations() {
    return locations;
  }

  List<Location> locks() {
    return locks;
  }

  List<Ghost> ghosts() {
    return ghosts;
  }

  List<Actor> actors() {
    return actors;
  }

  List<Operation> finalChecks() {
    return finalChecks;
  }
}
