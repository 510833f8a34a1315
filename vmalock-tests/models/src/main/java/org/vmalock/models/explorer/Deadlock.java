package org.vmalock.models.explorer;

import java.util.StringJoiner;

/** Describes a state in which threads wait for ever. */
final class Deadlock {
  private Deadlock() {}

  static String describe(Machine machine, long[] state) {
    StringJoiner threads = new StringJoiner(", ", "I5: deadlock: ", "");
    for (int thread = 0; thread < machine.threads(); thread++) {
      Operation operation = machine.node(state, thread).operation;
      if (operation.kind != Operation.Kind.END) {
        threads.add(machine.layout.actors.get(thread) + " " + describe(operation));
      }
    }
    return threads.toString();
  }

  private static String describe(Operation operation) {
    return switch (operation.kind) {
      case PARK -> "is parked for ever";
      case AWAIT_COMPARE_AND_SET -> "waits for " + operation.location() + " to be " + operation.location().show(operation.first);
      case AWAIT -> "waits for " + operation.text;
      default -> "is before " + operation.kind;
    };
  }
}
