package org.vmalock.management;

import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.vmalock.debug.HoldTracker;

/** Registers the {@link VmalockMXBean} in the platform's MBean server. */
public final class VmalockManagement {
  /** The object name of the bean. */
  public static final String NAME = "org.vmalock:type=HoldTracker";

  private VmalockManagement() {}

  private static final class Bean implements VmalockMXBean {
    @Override
    public String getLevel() {
      return HoldTracker.level();
    }

    @Override
    public int getHolds() {
      return HoldTracker.holds();
    }

    @Override
    public String dump() {
      return HoldTracker.dump();
    }

    @Override
    public String[] findLeaks() {
      return HoldTracker.findLeaks().toArray(String[]::new);
    }
  }

  /**
   * Registers the bean. Does nothing if a bean of that name is registered.
   *
   * @throws IllegalStateException if the MBean server refuses it
   */
  public static void register() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      server.registerMBean(new Bean(), new ObjectName(NAME));
    } catch (InstanceAlreadyExistsException e) {
      return; // by an earlier call
    } catch (JMException e) {
      throw new IllegalStateException("cannot register " + NAME, e);
    }
  }
}
