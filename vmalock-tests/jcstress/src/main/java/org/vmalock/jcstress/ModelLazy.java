package org.vmalock.jcstress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The hand-off for one worker, with the access modes of the library. Each step that a mutant does wrong is a method. */
class ModelLazy extends Lazy {
  private static final VarHandle SLOT;

  static {
    try {
      SLOT = MethodHandles.lookup().findVarHandle(ModelLazy.class, "slot", ModelContext.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read by way of SLOT
  private @Nullable ModelContext slot;

  final AtomicReference<@Nullable ModelContext> box = new AtomicReference<>();

  /** What a closed box holds. */
  private final ModelContext closed = new ModelContext(0);

  final class ModelContext implements Context {
    final AtomicInteger users;
    final AtomicInteger count = new AtomicInteger(1);
    private final Resource resource = new Resource();

    ModelContext(int users) {
      this.users = new AtomicInteger(users);
    }

    @Override
    public Resource resource() {
      return resource;
    }

    @Override
    public void put() {
      if (users.decrementAndGet() == 0) {
        if (SLOT.getVolatile(ModelLazy.this) == this) {
          handOff(this);
        }
        drop();
      }
    }

    void drop() {
      if (count.decrementAndGet() == 0) {
        resource.free();
      }
    }
  }

  @Override
  Context open(int users) {
    return new ModelContext(users);
  }

  void handOff(ModelContext context) {
    Race.randomDelay();
    while (true) {
      ModelContext old = box.get();
      if (old == closed || (old != null && !isDoneWith(old, context))) {
        return;
      }
      context.count.incrementAndGet();
      if (box.compareAndSet(old, context)) {
        dropOnBehalf(old);
        return;
      }
      context.count.decrementAndGet();
    }
  }

  /** Looks at the slot, now that it is known what is in the box. */
  boolean isDoneWith(ModelContext old, ModelContext context) {
    return SLOT.getVolatile(this) == context;
  }

  final void dropOnBehalf(@Nullable ModelContext old) {
    if (old != null) {
      old.drop();
    }
  }

  void publish(ModelContext context) {
    SLOT.setRelease(this, context);
  }

  void switchAwayAndPut(ModelContext context) {
    publish(context);
    context.put();
  }

  final void leave() {
    SLOT.setRelease(this, null);
  }

  @Override
  Worker register() {
    return new Worker() {
      @Override
      public void switchTo(Context context) {
        leave();
        dropOnBehalf(box.getAndSet(null)); // the slot is empty: whatever is in the box is not needed
      }

      @Override
      public void switchAwayAndPut(Context context) {
        ModelLazy.this.switchAwayAndPut((ModelContext) context);
      }

      @Override
      public void close() {
        leave();
        dropOnBehalf(box.getAndSet(closed));
      }
    };
  }

  // ---- Mutants

  /** Puts first and publishes then: a grab from weakness without a second look. */
  static final class PublishesAfterPutting extends ModelLazy {
    @Override
    void switchAwayAndPut(ModelContext context) {
      context.put();
      Race.randomDelay();
      publish(context);
    }
  }

  /** Hands the reference over and counts it then. */
  static final class CountsAfterHandingOver extends ModelLazy {
    @Override
    void handOff(ModelContext context) {
      if (box.compareAndSet(null, context)) {
        Race.randomDelay();
        context.count.incrementAndGet();
      }
    }
  }

  /** Relies on the slot that it saw before it knew what is in the box. */
  static final class StealsByEarlyProof extends ModelLazy {
    @Override
    boolean isDoneWith(ModelContext old, ModelContext context) {
      Race.randomDelay();
      return true;
    }
  }
}
