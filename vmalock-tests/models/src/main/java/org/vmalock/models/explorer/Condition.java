package org.vmalock.models.explorer;

/** A predicate of the newest values of locations and ghosts. It is evaluated in one step with the operation before it. */
@FunctionalInterface
public interface Condition {
  /**
   * Evaluates the condition.
   *
   * @param state the state to look at; valid during this call only
   * @return whether the condition holds
   */
  boolean holds(Snapshot state);
}
