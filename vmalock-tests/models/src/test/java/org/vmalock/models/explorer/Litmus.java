package org.vmalock.models.explorer;

import java.util.function.IntPredicate;

/**
 * A litmus test: threads that load into registers, and a question about the registers at the end. The outcome that is asked for is
 * the violation, so that it is allowed under a memory model if and only if the exploration finds it.
 */
final class Litmus extends Protocol {
  /** Declares the threads of a litmus test. */
  interface Body {
    void declare(Litmus litmus);
  }

  private final Ghost[] registers = new Ghost[4];

  private Litmus(Body body) {
    for (int i = 0; i < registers.length; i++) {
      registers[i] = ghost("r" + i, 0);
    }
    body.declare(this);
  }

  /** Tells whether the registers can hold the given values at the end. Registers that are not used hold 0. */
  static boolean allows(MemoryModel model, Body body, int... values) {
    return Explorer.explore(asking(body, values), model).isViolated();
  }

  static Protocol asking(Body body, int... values) {
    Litmus litmus = new Litmus(body);
    litmus.atEnd("the outcome", state -> {
      boolean same = true;
      for (int i = 0; i < values.length; i++) {
        same &= state.value(litmus.registers[i]) == values[i];
      }
      return !same;
    });
    return litmus;
  }

  /** A protocol that asks nothing about its end. */
  static Protocol of(Body body) {
    return new Litmus(body);
  }

  Location variable(String name) {
    return location(name, 0);
  }

  void thread(Runnable program) {
    actor("T" + actors().size(), program);
  }

  /** Keeps the result of the load before it, in one step with it. */
  void keep(int register, int value) {
    registers[register].set(value);
  }

  void fence() {
    fullFence();
  }

  void fenceAcquire() {
    acquireFence();
  }

  void fenceRelease() {
    releaseFence();
  }

  void sleep() {
    park();
  }

  void wake(int thread) {
    unpark(thread);
  }

  Payload data() {
    return payload;
  }

  int spinUntil(Location location, IntPredicate condition) {
    return loop(() -> {
      int value = location.getAcquire();
      return condition.test(value) ? value : AGAIN;
    });
  }

  int pick(int count) {
    return choose("number", count);
  }

  void tick() {
    step("tick");
  }
}
