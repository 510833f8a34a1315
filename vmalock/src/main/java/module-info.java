/**
 * Reference-count locks: a read lock, a write lock and a reference count in one 64-bit word.
 *
 * <p>The module requires only {@code java.base}, at compile time and at run time of a program that uses it: a program requires {@code
 * org.vmalock} and needs no other jar. Its annotations are those of JSpecify, which a tool reads if the program has that module; {@code
 * jdk.jfr} is used if it is present, and {@code java.management} by {@code org.vmalock.management} only. A program that uses {@code org.vmalock.caffeine} requires {@code com.github.benmanes.caffeine},
 * version 3, by itself.
 */
@org.jspecify.annotations.NullMarked
module org.vmalock {
  // Not transitive: javac would refuse a module that requires this one and lacks the annotations or Caffeine.
  requires static com.github.benmanes.caffeine;
  requires static java.management;
  requires static jdk.jfr;
  requires static org.jspecify;

  exports org.vmalock;
  exports org.vmalock.caffeine;
  exports org.vmalock.debug;
  exports org.vmalock.lazymm;
  exports org.vmalock.management;
  exports org.vmalock.primitive;
  exports org.vmalock.tree;
}
