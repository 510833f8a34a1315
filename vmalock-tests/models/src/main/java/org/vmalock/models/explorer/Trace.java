package org.vmalock.models.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Replays an interleaving and writes it down, one line a step. */
final class Trace {
  private final Machine machine;
  private final Memory memory;
  private final List<String> lines = new ArrayList<>();
  private final int nameWidth;
  private int lastValue;

  Trace(Protocol protocol, MemoryModel model) {
    this.machine = new Machine(protocol, model);
    this.memory = machine.memory();
    this.nameWidth = machine.layout.actors.stream().mapToInt(actor -> actor.toString().length()).max().orElse(0);
  }

  List<String> of(int[] moves) {
    long[] state = machine.initialState();
    for (int move : moves) {
      String text = Move.isDrain(move) ? drain(state, Move.thread(move)) : step(state, move);
      lines.add(String.format("%4d  %-" + nameWidth + "s  %s", lines.size() + 1, machine.layout.actors.get(Move.thread(move)), text));
    }
    return lines;
  }

  private String drain(long[] state, int thread) {
    Location location = memory.drain(state, thread);
    return "(store of " + location + " reaches memory: " + location.show(memory.newest(state, location)) + ")";
  }

  private String step(long[] state, int move) {
    int thread = Move.thread(move);
    int ended = machine.ended(state);
    int waiting = machine.waiting(state);
    Node node = machine.node(state, thread);
    StringBuilder text = new StringBuilder(execute(state, thread, node.operation, Move.choice(move)));
    Node following = machine.after(thread, node, lastValue);
    following = instants(state, thread, following, text);
    if (following.operation.kind == Operation.Kind.CHOOSE) {
      text.append("; ").append(following.operation.text).append(": ").append(Move.chosen(move));
      following = instants(state, thread, machine.after(thread, following, Move.chosen(move)), text);
    }
    machine.moveTo(state, thread, following, ended, waiting);
    return text.toString();
  }

  private String execute(long[] state, int thread, Operation operation, int choice) {
    boolean accesses = operation.accessesLocation();
    int before = accesses ? memory.newest(state, operation.location()) : 0;
    boolean stale = operation.kind == Operation.Kind.LOAD && memory.isStale(state, thread, operation.location(), choice);
    lastValue = machine.execute(state, thread, operation, choice);
    if (!accesses) {
      return describe(operation);
    }
    int after = memory.newest(state, operation.location());
    return describeAccess(operation, before, after, stale, memory.hasBufferedStores(state, thread));
  }

  private String describeAccess(Operation operation, int before, int after, boolean stale, boolean buffered) {
    Location location = operation.location();
    String mode = " [" + operation.mode.name().toLowerCase(Locale.ROOT) + "]";
    return switch (operation.kind) {
      case LOAD -> location + " -> " + location.show(lastValue) + (stale ? " (stale)" : "") + mode;
      case STORE -> location + " := " + location.show(operation.first) + (buffered ? " (buffered)" : "") + mode;
      case COMPARE_AND_SET, COMPARE_AND_EXCHANGE -> before == operation.first
          ? location + " " + location.show(before) + " => " + location.show(after) + mode
          : location + " compared with " + location.show(operation.first) + ", found " + location.show(before) + mode;
      default -> location + " " + location.show(before) + " => " + location.show(after) + mode;
    };
  }

  private String describe(Operation operation) {
    return switch (operation.kind) {
      case PARK -> "park returns";
      case UNPARK -> "unpark " + machine.layout.actors.get(operation.first);
      case FULL_FENCE -> "fullFence";
      case PAYLOAD_READ -> "reads the payload";
      case PAYLOAD_WRITE -> "writes the payload";
      case STEP -> operation.text;
      case AWAIT -> "awaited: " + operation.text;
      default -> operation.kind.name();
    };
  }

  private Node instants(long[] state, int thread, Node first, StringBuilder text) {
    for (Node node = first; machine.isInstant(node.operation); node = machine.after(thread, node, 0)) {
      if (node.operation.kind == Operation.Kind.ACQUIRE_FENCE) {
        text.append("; acquireFence");
      } else if (node.operation.kind == Operation.Kind.RELEASE_FENCE) {
        text.append("; releaseFence");
      } else if (node.operation.kind == Operation.Kind.PAYLOAD_READ || node.operation.kind == Operation.Kind.PAYLOAD_WRITE) {
        text.append("; ").append(describe(node.operation));
      }
    }
    return machine.executeInstants(state, thread, first);
  }
}
