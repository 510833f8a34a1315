package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.TimeLimit;

/** Which value is retired for a load: the coldest that no thread holds, where Caffeine knows an order. */
@TimeLimit
class IdleChoiceTest {
  private static final int VALUES = 40;

  private final Blocks blocks = new Blocks(VALUES);
  private final GuardedCache<Integer, Block> source = blocks.cache();
  private final LifetimeRegistry<Block> lifetimes = new LifetimeRegistry<>();
  private final List<CacheEntry<Block>> entries = new ArrayList<>();
  private final List<CacheHandle<Block>> held = new ArrayList<>();

  /** What orders the entries. */
  enum Order {
    SIZE(builder -> builder.maximumSize(VALUES), false),
    READ(builder -> builder.expireAfterAccess(Duration.ofHours(9)), true),
    WRITE(builder -> builder.expireAfterWrite(Duration.ofHours(9)), false),
    VARIABLE(
        builder -> builder.expireAfter(Expiry.creating((Object key, Object value) -> Duration.ofHours((int) key + 1))), true);

    @SuppressWarnings("ImmutableEnumChecker") // has no state
    private final UnaryOperator<Caffeine<Object, Object>> setting;

    private final boolean timed;

    Order(UnaryOperator<Caffeine<Object, Object>> setting, boolean timed) {
      this.setting = setting;
      this.timed = timed;
    }
  }

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    held.forEach(CacheHandle::close);
    blocks.assertAllReturned(source);
  }

  /** Returns the choice among entries that were written in the order of their keys, a second apart. */
  private IdleChoice<Integer, Block> choice(Caffeine<Object, Object> builder) {
    AtomicLong nanos = new AtomicLong();
    Cache<Integer, CacheEntry<Block>> cache = builder.executor(Runnable::run).ticker(nanos::get).build();
    for (int key = 0; key < VALUES; key++) {
      source.get(key).close();
      CacheEntry<Block> entry = Objects.requireNonNull(source.lookUp(key));
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      entries.add(entry);
      lifetimes.add(entry);
      cache.put(key, entry);
    }
    cache.cleanUp();
    return new IdleChoice<>(lifetimes, cache.policy());
  }

  private void hold(int keys) {
    for (int key = 0; key < keys; key++) {
      held.add(source.get(key));
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void theColdestIsChosen(Order order) {
    IdleChoice<Integer, Block> choice = choice(order.setting.apply(Caffeine.newBuilder()));
    assertEquals(order.timed, choice.isTimed());
    assertEquals(entries.get(0), choice.findColdestIdle());
    hold(3);
    assertEquals(entries.get(3), choice.findColdestIdle());
    hold(VALUES - 1);
    assertEquals(entries.get(VALUES - 1), choice.findColdestIdle(), "behind the few that are tried first");
  }

  @Test
  void aHeldValueIsNotChosen() {
    IdleChoice<Integer, Block> choice = choice(Caffeine.newBuilder().maximumSize(VALUES));
    hold(VALUES);
    assertNull(choice.findColdestIdle());
    assertNull(choice.findAnyIdle());
  }

  @Test
  void withoutAnOrderAnyIdleValueIsChosen() {
    IdleChoice<Integer, Block> choice = choice(Caffeine.newBuilder());
    hold(VALUES - 1);
    assertEquals(entries.get(VALUES - 1), choice.findColdestIdle());
    assertEquals(entries.get(VALUES - 1), choice.findAnyIdle());
  }
}
