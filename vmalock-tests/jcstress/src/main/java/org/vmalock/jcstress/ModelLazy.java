package org.vmalock.jcstress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The hand-off protocol for one worker, with the access modes of the library. Each step that a mutant replaces is a method. */
class ModelLazy extends Lazy {
  private static final VarHandle SLOT;

  static {
    try {
      SLOT = MethodHandles.lookup().findVarHandle(ModelLazy.class, "slot", ModelContext.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read through SLOT
  private @Nullable ModelContext slot;

  final AtomicReference<@Nullable ModelContext> box = new AtomicReference<>();

  /** The content of a closed box. */
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
    public void releaseUse() {
      if (users.decrementAndGet() == 0) {
        if (SLOT.getVolatile(ModelLazy.this) == this) {
          handOff(this);
        }
        release();
      }
    }

    void release() {
      if (count.decrementAndGet() == 0) {
        resource.free();
      }
    }
  }

  @Override
  Context create(int users) {
    return new ModelContext(users);
  }

  void handOff(ModelContext context) {
    Race.randomDelay();
    while (true) {
      ModelContext old = box.get();
      if (old == closed || (old != null && !isBorrowOver(old, context))) {
        return;
      }
      context.count.incrementAndGet();
      if (box.compareAndSet(old, context)) {
        releaseOnBehalf(old);
        return;
      }
      context.count.decrementAndGet();
    }
  }

  /** Reads the slot after the box: if it names {@code context}, the worker has ended its borrow of {@code old}. */
  boolean isBorrowOver(ModelContext old, ModelContext context) {
    return SLOT.getVolatile(this) == context;
  }

  final void releaseOnBehalf(@Nullable ModelContext old) {
    if (old != null) {
      old.release();
    }
  }

  void publish(ModelContext context) {
    SLOT.setRelease(this, context);
  }

  void switchToIdleAndReleaseUse(ModelContext context) {
    publish(context);
    context.releaseUse();
  }

  final void clear() {
    SLOT.setRelease(this, null);
  }

  @Override
  Worker register() {
    return new Worker() {
      @Override
      public void switchTo(Context context) {
        clear();
        releaseOnBehalf(box.getAndSet(null)); // the slot is empty: the reference in the box is not needed
      }

      @Override
      public void switchToIdleAndReleaseUse(Context context) {
        ModelLazy.this.switchToIdleAndReleaseUse((ModelContext) context);
      }

      @Override
      public void close() {
        clear();
        releaseOnBehalf(box.getAndSet(closed));
      }
    };
  }

  // ---- Mutants

  /** Publishes the slot when it is no longer a user, without validating the context afterwards. */
  static final class PublishesAfterReleaseUse extends ModelLazy {
    @Override
    void switchToIdleAndReleaseUse(ModelContext context) {
      context.releaseUse();
      Race.randomDelay();
      publish(context);
    }
  }

  /** Raises the count after the hand-off. */
  static final class CountsAfterHandOff extends ModelLazy {
    @Override
    void handOff(ModelContext context) {
      if (box.compareAndSet(null, context)) {
        Race.randomDelay();
        context.count.incrementAndGet();
      }
    }
  }

  /** Relies on the slot as read before the box. */
  static final class ChecksSlotBeforeBox extends ModelLazy {
    @Override
    boolean isBorrowOver(ModelContext old, ModelContext context) {
      Race.randomDelay();
      return true;
    }
  }
}
