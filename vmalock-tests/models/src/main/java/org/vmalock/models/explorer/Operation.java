package org.vmalock.models.explorer;

import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One operation of a thread, as its program has requested it. */
final class Operation {
  /** What an operation does. An instant operation runs in one step with the operation before it. */
  enum Kind {
    LOAD,
    STORE,
    COMPARE_AND_SET,
    COMPARE_AND_EXCHANGE,
    GET_AND_SET,
    GET_AND_ADD,
    GET_AND_UPDATE,
    AWAIT_COMPARE_AND_SET,
    AWAIT,
    PARK,
    UNPARK,
    FULL_FENCE,
    STEP,
    PAYLOAD_READ,
    PAYLOAD_WRITE,
    ACQUIRE_FENCE,
    RELEASE_FENCE,
    GHOST_SET,
    GHOST_ADD,
    GHOST_OBSERVE,
    CHECK,
    CHOOSE,
    END
  }

  final Kind kind;
  final Mode mode;
  final int first;
  final int second;
  final String text;
  private final @Nullable Location location;
  private final @Nullable Ghost ghost;
  private final @Nullable Condition condition;
  private final @Nullable IntUnaryOperator update;
  private final @Nullable ToIntFunction<Snapshot> observation;

  private Operation(Kind kind, @Nullable Location location, Mode mode, int first, int second, String text, @Nullable Ghost ghost,
      @Nullable Condition condition, @Nullable IntUnaryOperator update, @Nullable ToIntFunction<Snapshot> observation) {
    this.kind = kind;
    this.location = location;
    this.mode = mode;
    this.first = first;
    this.second = second;
    this.text = text;
    this.ghost = ghost;
    this.condition = condition;
    this.update = update;
    this.observation = observation;
  }

  boolean accessesLocation() {
    return location != null;
  }

  IntUnaryOperator update() {
    return Objects.requireNonNull(update);
  }

  ToIntFunction<Snapshot> observation() {
    return Objects.requireNonNull(observation);
  }

  Location location() {
    return Objects.requireNonNull(location);
  }

  Ghost ghost() {
    return Objects.requireNonNull(ghost);
  }

  Condition condition() {
    return Objects.requireNonNull(condition);
  }

  static Operation access(Kind kind, Location location, Mode mode, int first, int second) {
    return new Operation(kind, location, mode, first, second, "", null, null, null, null);
  }

  static Operation update(Location location, Mode mode, IntUnaryOperator update) {
    return new Operation(Kind.GET_AND_UPDATE, location, mode, 0, 0, "", null, null, update, null);
  }

  static Operation ghost(Kind kind, Ghost ghost, int operand) {
    return new Operation(kind, null, Mode.OPAQUE, operand, 0, "", ghost, null, null, null);
  }

  static Operation observation(Ghost ghost, ToIntFunction<Snapshot> observation) {
    return new Operation(Kind.GHOST_OBSERVE, null, Mode.OPAQUE, 0, 0, "", ghost, null, null, observation);
  }

  static Operation condition(Kind kind, String text, Condition condition) {
    return new Operation(kind, null, Mode.OPAQUE, 0, 0, text, null, condition, null, null);
  }

  static Operation plain(Kind kind) {
    return new Operation(kind, null, Mode.OPAQUE, 0, 0, "", null, null, null, null);
  }

  static Operation of(Kind kind, int operand, String text) {
    return new Operation(kind, null, Mode.OPAQUE, operand, 0, text, null, null, null, null);
  }
}
