package org.vmalock.examples.samples;

import java.util.concurrent.atomic.AtomicBoolean;
import org.vmalock.lazymm.LazyRef;

/**
 * A configuration that every request reads and that is replaced while the program runs. A request writes nothing that all threads share,
 * and uses one configuration from its begin to its end; the last request that uses an old one closes it.
 */
public final class HotConfiguration implements AutoCloseable {
  /** A configuration, with what has to be closed with it: connections, files, memory. */
  static final class Config implements AutoCloseable {
    final String name;
    final int limit;
    final AtomicBoolean closed = new AtomicBoolean();

    Config(String name, int limit) {
      this.name = name;
      this.limit = limit;
    }

    boolean admits(int size) {
      if (closed.get()) {
        throw new IllegalStateException("configuration " + name + " is closed");
      }
      return size <= limit;
    }

    @Override
    public void close() {
      if (!closed.compareAndSet(false, true)) {
        throw new IllegalStateException("configuration " + name + " is closed already");
      }
      System.out.println("closed: " + name);
    }
  }

  final LazyRef<Config> current;

  HotConfiguration(Config first) {
    current = new LazyRef<>(first, Config::close);
  }

  /** The short form: the configuration is borrowed for one call, on any thread, and must not be kept by the function. */
  boolean admits(int size) {
    return current.use(config -> config.admits(size));
  }

  /** Installs another configuration; does not wait for the requests that use the old one. */
  void reload(Config next) {
    current.replace(next);
  }

  @Override
  public void close() {
    current.close();
  }

  public static void main(String[] arguments) {
    try (HotConfiguration configuration = new HotConfiguration(new Config("first", 100))) {
      System.out.println("150 by the first: " + configuration.admits(150));
      try (LazyRef.Borrow<Config> request = configuration.current.borrow()) { // the long form, for a request of several steps
        configuration.reload(new Config("second", 200));
        System.out.println("150 by the second: " + configuration.admits(150));
        System.out.println("150 by the request's own: " + request.resource().admits(150));
      } // the last borrow of the first configuration closes it
    }
  }
}
