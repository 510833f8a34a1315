package org.vmalock.models.explorer;

import org.jspecify.annotations.Nullable;

/** Executes the operations of a protocol on packed states. */
final class Machine {
  final Layout layout;
  private final Memory memory;
  private final Program[] programs;
  private final Snapshot snapshot;
  private final boolean checksRaces;
  private @Nullable String violation;

  Machine(Protocol protocol, MemoryModel model) {
    this.layout = new Layout(protocol);
    this.memory = model.memory(layout);
    this.snapshot = new Snapshot(memory);
    this.checksRaces = memory.checksRaces();
    this.programs = layout.actors.stream().map(actor -> new Program(actor, protocol.replay())).toArray(Program[]::new);
  }

  // ---- States

  long[] initialState() {
    long[] state = newState();
    for (Ghost ghost : layout.protocol.ghosts()) {
      ghost.put(state, ghost.initial());
    }
    memory.initialize(state);
    return state;
  }

  /** Returns an array that has room for any state. */
  long[] newState() {
    return new long[memory.capacity()];
  }

  int length(long[] state) {
    return memory.length(state);
  }

  int threads() {
    return programs.length;
  }

  Memory memory() {
    return memory;
  }

  Node node(long[] state, int thread) {
    return programs[thread].node(Layout.position(state, thread));
  }

  /** Returns the threads that have ended, as bits. */
  int ended(long[] state) {
    int ended = 0;
    for (int thread = 0; thread < threads(); thread++) {
      ended |= node(state, thread).operation.kind == Operation.Kind.END ? 1 << thread : 0;
    }
    return ended;
  }

  /** Returns the threads that wait for a hand-off before their first step, as bits. */
  int waiting(long[] state) {
    int waiting = 0;
    for (int thread = 0; thread < threads(); thread++) {
      boolean waits = layout.actors.get(thread).waitsForHandOff() && Layout.position(state, thread) == 0;
      waiting |= waits ? 1 << thread : 0;
    }
    return waiting;
  }

  /** Lets a thread go on to its next operation, once the instant ones are done. */
  void moveTo(long[] state, int thread, Node node, int ended, int waiting) {
    Layout.setPosition(state, thread, node.id);
    boolean ends = node.operation.kind == Operation.Kind.END;
    memory.normalize(state, ends ? ended | 1 << thread : ended, waiting & ~(1 << thread));
  }

  Node after(int thread, Node node, int value) {
    return programs[thread].after(node, value);
  }

  @Nullable String violation() {
    return violation;
  }

  // ---- Steps

  /** Returns in how many ways a thread can execute its next operation: 0 if it cannot. */
  int choices(long[] state, int thread, Operation operation) {
    return switch (operation.kind) {
      case END -> 0;
      case LOAD -> memory.choices(state, thread, operation.location(), operation.mode);
      case STORE -> count(operation.mode != Mode.VOLATILE || !memory.hasBufferedStores(state, thread));
      case COMPARE_AND_SET, COMPARE_AND_EXCHANGE, GET_AND_SET, GET_AND_ADD, GET_AND_UPDATE, FULL_FENCE ->
          count(!memory.hasBufferedStores(state, thread));
      case AWAIT_COMPARE_AND_SET -> count(memory.newest(state, operation.location()) == operation.first
          && !memory.hasBufferedStores(state, thread));
      case AWAIT -> count(operation.condition().holds(snapshot.of(state)));
      case PARK -> count(Layout.hasPermit(state, thread));
      default -> 1;
    };
  }

  private static int count(boolean enabled) {
    return enabled ? 1 : 0;
  }

  /** Executes an operation that is a step, and returns its value. */
  int execute(long[] state, int thread, Operation operation, int choice) {
    switch (operation.kind) {
      case LOAD -> {
        return load(state, thread, operation, choice);
      }
      case STORE -> memory.store(state, thread, operation.location(), operation.mode, operation.first);
      case COMPARE_AND_SET, AWAIT_COMPARE_AND_SET -> {
        return compareAndExchange(state, thread, operation) == operation.first ? 1 : 0;
      }
      case COMPARE_AND_EXCHANGE -> {
        return compareAndExchange(state, thread, operation);
      }
      case GET_AND_SET, GET_AND_ADD, GET_AND_UPDATE -> {
        return update(state, thread, operation);
      }
      case PARK -> Layout.setPermit(state, thread, false);
      case UNPARK -> Layout.setPermit(state, operation.first, true);
      case FULL_FENCE -> memory.fullFence(state, thread);
      case PAYLOAD_READ -> expect(memory.readPayload(state, thread), "race: a read of the payload is not ordered after a write");
      case PAYLOAD_WRITE -> expect(memory.writePayload(state, thread), "race: a write of the payload is not ordered after an access");
      default -> {}
    }
    return 0;
  }

  private int load(long[] state, int thread, Operation operation, int choice) {
    Location location = operation.location();
    if (!layout.actors.get(thread).mayLoad(location)) {
      throw new IllegalStateException(layout.actors.get(thread) + " loads " + location + ", which it has not declared");
    }
    return memory.load(state, thread, location, operation.mode, choice);
  }

  private int compareAndExchange(long[] state, int thread, Operation operation) {
    int present = memory.newest(state, operation.location());
    return exchange(state, thread, operation, present == operation.first, operation.second);
  }

  private int update(long[] state, int thread, Operation operation) {
    int present = memory.newest(state, operation.location());
    int value = switch (operation.kind) {
      case GET_AND_SET -> operation.first;
      case GET_AND_ADD -> present + operation.first;
      default -> operation.update().applyAsInt(present);
    };
    return exchange(state, thread, operation, operation.kind != Operation.Kind.GET_AND_UPDATE || value != present, value);
  }

  private int exchange(long[] state, int thread, Operation operation, boolean stores, int value) {
    Location location = operation.location();
    int present = memory.newest(state, location);
    if (stores) {
      memory.replace(state, thread, location, operation.mode, value);
    } else {
      memory.peek(state, thread, location, operation.mode);
    }
    return present;
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      violation = otherwise;
    }
  }

  // ---- Instant operations

  boolean isInstant(Operation operation) {
    return switch (operation.kind) {
      case ACQUIRE_FENCE, RELEASE_FENCE, GHOST_SET, GHOST_ADD, GHOST_OBSERVE, CHECK -> true;
      case PAYLOAD_READ, PAYLOAD_WRITE -> !checksRaces;
      default -> false;
    };
  }

  /** Executes instant operations, up to a violation, a choice, or the next operation that is a step. */
  Node executeInstants(long[] state, int thread, Node first) {
    Node node = first;
    while (violation == null && isInstant(node.operation)) {
      executeInstant(state, thread, node.operation);
      node = after(thread, node, 0);
    }
    return node;
  }

  private void executeInstant(long[] state, int thread, Operation operation) {
    switch (operation.kind) {
      case ACQUIRE_FENCE -> memory.acquireFence(state, thread);
      case RELEASE_FENCE -> memory.releaseFence(state, thread);
      case GHOST_SET -> operation.ghost().put(state, operation.first);
      case GHOST_ADD -> operation.ghost().put(state, operation.ghost().get(state) + operation.first);
      case GHOST_OBSERVE -> operation.ghost().put(state, operation.observation().applyAsInt(snapshot.of(state)));
      case CHECK -> expect(operation.condition().holds(snapshot.of(state)), operation.text);
      default -> {}
    }
  }

  /** Returns the promise about the end that a state breaks, or null. */
  @Nullable String brokenAtEnd(long[] state) {
    for (Operation check : layout.protocol.finalChecks()) {
      if (!check.condition().holds(snapshot.of(state))) {
        return check.text;
      }
    }
    return null;
  }
}
