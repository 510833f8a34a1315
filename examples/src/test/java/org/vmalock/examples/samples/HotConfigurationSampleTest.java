package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmalock.examples.samples.HotConfiguration.Config;
import org.vmalock.lazymm.LazyRef;

@Timeout(120)
class HotConfigurationSampleTest {
  @Test
  void mainClosesTheFirstConfigurationAfterItsLastUse() throws Exception {
    assertEquals(
        List.of(
            "150 by the first: false",
            "150 by the second: true",
            "150 by the request's own: false",
            "closed: first",
            "closed: second"),
        Running.output(() -> HotConfiguration.main(new String[0])));
  }

  @Test
  void reloadClosesAnUnusedConfigurationAtOnceAndABorrowedOneLater() {
    Config first = new Config("first", 1);
    Config second = new Config("second", 2);
    HotConfiguration configuration = new HotConfiguration(first);
    configuration.reload(second);
    assertTrue(first.closed.get());
    LazyRef.Borrow<Config> borrow = configuration.current.borrow();
    configuration.close();
    assertFalse(second.closed.get());
    borrow.close();
    assertTrue(second.closed.get());
  }

  @Test
  void noRequestUsesAClosedConfigurationAndEachIsClosedOnce() throws Exception {
    List<Config> all = new ArrayList<>();
    all.add(new Config("0", 0));
    HotConfiguration configuration = new HotConfiguration(all.get(0));
    AtomicBoolean done = new AtomicBoolean();
    List<String> closed = Running.output(() -> {
      Running<Boolean> requests = Running.startAction(() -> {
        while (!done.get()) {
          configuration.admits(10); // throws if the configuration is closed
        }
      });
      for (int i = 1; i < 20_000; i++) {
        all.add(new Config(Integer.toString(i), i));
        configuration.reload(all.get(i));
      }
      done.set(true);
      requests.result();
      configuration.close();
    });
    assertEquals(20_000, closed.size());
    assertTrue(all.stream().allMatch(config -> config.closed.get()));
  }
}
