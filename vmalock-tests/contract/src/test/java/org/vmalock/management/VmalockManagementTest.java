package org.vmalock.management;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.vmalock.debug.HoldTracker;

/** The management bean: a client sees what the tracker says. */
class VmalockManagementTest {
  @Test
  @DisabledIfSystemProperty(named = "vmalock.debug", matches = ".*")
  void aClientSeesWhatTheTrackerSays() throws Exception {
    VmalockManagement.register();
    VmalockManagement.register();
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("org.vmalock:type=HoldTracker");
    VmalockMXBean bean = JMX.newMXBeanProxy(server, name, VmalockMXBean.class);
    assertEquals("off", server.getAttribute(name, "Level"));
    assertEquals(0, bean.getHolds());
    assertEquals(HoldTracker.dump(), bean.dump());
    assertEquals("0 recorded holds, 0 waits, at level off", bean.dump().strip());
    assertArrayEquals(new String[0], bean.findLeaks());
    server.unregisterMBean(name);
  }
}
