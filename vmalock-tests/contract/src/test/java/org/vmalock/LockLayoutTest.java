package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmalock.primitive.SequenceCount;

/** The bytes of a lock: which fields share a cache line, and how many there are. */
class LockLayoutTest {
  private static final int LINE = 64;

  /** No other object's field is on the line of this field, wherever the object begins: at most 56 bytes of a line are on either side. */
  private static void assertAlone(Class<?> type, String name, Class<?> written) throws ReflectiveOperationException {
    long offset = -1;
    long end = 0;
    for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          offset = each == written && field.getName().equals(name) ? offsetOf(field) : offset;
          end = Math.max(end, offsetOf(field) + (field.getType() == long.class ? Long.BYTES : Integer.BYTES));
        }
      }
    }
    long before = offset;
    long behind = end - offset - Long.BYTES;
    assertTrue(before >= LINE - Long.BYTES, () -> name + " is " + before + " bytes behind the start of the object");
    assertTrue(behind >= 4 * Long.BYTES, () -> "only " + behind + " bytes follow " + name);
  }

  private static long offsetOf(Field field) throws ReflectiveOperationException {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    Field instance = unsafe.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    return (long) unsafe.getMethod("objectFieldOffset", Field.class).invoke(instance.get(null), field);
  }

  @Test
  void theSequenceHasALineOfItsOwn() throws Exception {
    assertAlone(SequenceCount.class, "sequence", VmaLock.standalone().structureLock().sequence().getClass().getSuperclass());
  }

  @Test
  void theStateOfTheStructureLockHasALineOfItsOwn() throws Exception {
    assertAlone(FairReadWriteSync.class, "holds", FairReadWriteLayout.State.class);
  }

  @Test
  void theReferenceToTheSequenceIsAwayFromTheStateOfTheStructureLock() throws Exception {
    long offset = offsetOf(StructureLock.class.getDeclaredField("sequence"));
    assertTrue(offset >= 24, () -> "offset " + offset + " beside 32 bytes of padding behind the state");
  }

  // ---- Sizes

  private static long bytesOf(Supplier<?> make) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Object[] kept = new Object[1];
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 100; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      kept[0] = make.get();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @Test
  void aStructureLockFitsInto320Bytes() {
    long bytes = bytesOf(StructureLock::new);
    assertTrue(bytes <= 320, () -> bytes + " bytes");
  }

  @Test
  @Tag("counted")
  void aStandaloneLockFitsInto360Bytes() {
    long bytes = bytesOf(VmaLock::standalone);
    assertTrue(bytes <= 360, () -> bytes + " bytes");
  }
}
