package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.vmalock.testing.StackOverflows;

/** Operations of references and contexts that run out of stack change all or nothing. Runs in a JVM of its own, interpreted. */
final class LazyAtFullStack {
  private static final Function<Resource, Boolean> IS_RELEASED = Resource::isReleased;

  private final StackOverflows overflows = new StackOverflows();

  private LazyAtFullStack() {}

  public static void main(String[] arguments) throws Exception {
    LazyAtFullStack program = new LazyAtFullStack();
    program.uses();
    program.borrows();
    program.endsOfBorrows();
    program.replaces();
    program.closes();
    for (Scheme scheme : Scheme.values()) {
      program.switches(scheme);
      program.releasesOfTheKept(scheme);
      program.lastUses(scheme);
      program.registrations(scheme);
    }
  }

  // ---- References

  /** A reference, its first resource, and a borrow of it. */
  private static final class Referring {
    private final Resource resource = new Resource();
    private final LazyRef<Resource> ref = new LazyRef<>(resource, Resource::release);
    private LazyRef.Borrow<Resource> borrow;

    Referring borrowed() {
      borrow = ref.borrow();
      return this;
    }

    Referring closed() {
      ref.close();
      return this;
    }

    void borrow() {
      LazyRef.Borrow<Resource> begun = ref.borrow();
      borrow = begun;
    }

    /** Nothing is borrowed but what the test has borrowed, and no resource is lost. */
    void check(int borrows, int unreleased) {
      assertEquals(borrows, ref.statistics().borrows(), ref::toString);
      assertEquals(unreleased, ref.statistics().unreleased(), ref::toString);
      if (borrows != 0) {
        borrow.close();
      }
      ref.close();
      assertEquals(0, ref.statistics().borrows(), ref::toString);
      assertEquals(0, ref.statistics().unreleased(), ref::toString);
      assertTrue(resource.isReleased());
    }
  }

  private void uses() throws Exception {
    overflows.<Referring>everyDepth(Referring::new, state -> state.ref.use(IS_RELEASED), (state, completed) -> state.check(0, 1));
  }

  private void borrows() throws Exception {
    overflows.<Referring>everyDepth(Referring::new, Referring::borrow, (state, completed) -> state.check(completed ? 1 : 0, 1));
    Referring counting = new Referring();
    for (int i = 0; i < 20; i++) {
      counting.ref.borrow(); // more than there are slots for this thread
    }
    assertEquals(20, counting.ref.statistics().borrows());
    overflows.<Integer>everyDepth(() -> counting.ref.statistics().borrows(), before -> counting.ref.use(IS_RELEASED),
        (before, completed) -> assertEquals(before, counting.ref.statistics().borrows()));
  }

  private void endsOfBorrows() throws Exception {
    overflows.<Referring>everyDepth(
        () -> new Referring().borrowed(), state -> state.borrow.close(), (state, completed) -> state.check(completed ? 0 : 1, 1));
    overflows.<Referring>everyDepth(() -> new Referring().borrowed().closed(), state -> state.borrow.close(), (state, completed) -> {
      assertEquals(completed, state.resource.isReleased());
      state.check(completed ? 0 : 1, completed ? 0 : 1);
    });
  }

  private void replaces() throws Exception {
    overflows.<Referring>everyDepth(() -> new Referring().borrowed(), state -> state.ref.replace(new Resource()),
        (state, completed) -> state.check(1, completed ? 2 : 1));
    overflows.<Referring>everyDepth(Referring::new, state -> state.ref.replace(new Resource()), (state, completed) -> {
      assertEquals(completed, state.resource.isReleased());
      state.check(0, 1);
    });
  }

  private void closes() throws Exception {
    overflows.<Referring>everyDepth(Referring::new, state -> state.ref.close(), (state, completed) -> {
      assertEquals(completed, state.ref.isClosed());
      assertEquals(completed, state.resource.isReleased());
      state.check(0, completed ? 0 : 1);
    });
  }

  // ---- Contexts

  /** A worker of this thread, and two contexts. */
  private static final class Switching {
    private final LazyDomain domain;
    private final Worker worker;
    private final LazyContext<Resource> one;
    private final LazyContext<Resource> two;

    Switching(Scheme scheme) {
      domain =
          LazyDomain.builder().scheme(scheme).workers(2).scanSet(ScanSet.MASK).shootdownTimeout(0, TimeUnit.SECONDS).build();
      worker = domain.register("worker");
      one = domain.create(new Resource(), Resource::release);
      two = domain.create(new Resource(), Resource::release);
    }

    /** The worker keeps the first context, which has no user any more. */
    Switching borrowed() {
      worker.switchTo(one);
      worker.switchToIdle();
      one.releaseUse();
      return this;
    }

    void switchToAll() {
      worker.switchTo(one);
      worker.switchToIdle();
      worker.switchTo(one);
      worker.switchToIdle();
      worker.switchTo(two);
      worker.switchToIdle();
      worker.switchTo(one);
      worker.switchToIdle();
    }

    /** What the worker keeps is not released; everything is once it has closed. */
    void check() {
      LazyContext<?> active = worker.active();
      if (active != null) {
        assertFalse(active.isReleased(), worker::toString);
      }
      release(one);
      release(two);
      if (active != null && worker.isBorrowing()) {
        assertFalse(active.isReleased(), worker::toString);
      }
      worker.close();
      assertEquals(0, domain.statistics().unreleased(), () -> one + ", " + two);
      assertEquals(0, domain.registeredWorkers());
      assertEquals(0, domain.slots().visible());
    }

    private static void release(LazyContext<?> context) {
      if (context.users() > 0) {
        context.releaseUse();
      }
    }
  }

  private void switches(Scheme scheme) throws Exception {
    overflows.<Switching>everyDepth(() -> new Switching(scheme), Switching::switchToAll, (state, completed) -> state.check());
    overflows.<Switching>everyDepth(() -> new Switching(scheme).borrowed(), state -> state.worker.switchTo(state.two),
        (state, completed) -> state.check());
  }

  private void releasesOfTheKept(Scheme scheme) throws Exception {
    overflows.<Switching>everyDepth(() -> new Switching(scheme).borrowed(), state -> state.worker.releaseKept(), (state, completed) -> {
      assertEquals(completed, state.one.isReleased());
      state.check();
    });
  }

  private void lastUses(Scheme scheme) throws Exception {
    overflows.<Switching>everyDepth(() -> new Switching(scheme), state -> state.one.releaseUse(), (state, completed) -> {
      assertEquals(completed ? 0 : 1, state.one.users());
      assertEquals(completed, state.one.isReleased());
      state.check();
    });
    overflows.<Switching>everyDepth(() -> {
      Switching state = new Switching(scheme);
      state.worker.switchTo(state.one);
      state.worker.switchToIdle();
      return state;
    }, state -> state.one.releaseUse(), (state, completed) -> {
      assertEquals(completed ? 0 : 1, state.one.users());
      state.check();
    });
  }

  private void registrations(Scheme scheme) throws Exception {
    overflows.<Switching>everyDepth(() -> new Switching(scheme), state -> state.domain.register("short").close(), (state, completed) -> {
      assertTrue(state.domain.registeredWorkers() <= 2);
      if (completed) {
        assertEquals(1, state.domain.registeredWorkers());
        state.check();
      } else if (state.domain.registeredWorkers() == 1) {
        state.check();
      }
    });
    overflows.<Switching>everyDepth(() -> new Switching(scheme).borrowed(), state -> state.worker.close(), (state, completed) -> {
      assertEquals(completed, state.one.isReleased());
      assertEquals(completed ? 0 : 1, state.domain.registeredWorkers());
      if (!completed) {
        state.check();
      }
    });
  }
}
