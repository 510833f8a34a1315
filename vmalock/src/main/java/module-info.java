/**
 * Reference-count locks: a read lock, a write lock and the life of an object in one 64-bit word.
 *
 * <p>The module needs nothing but {@code java.base}; the annotation modules are read at compile time only, and {@code jdk.jfr} is
 * used if it is there. {@code org.vmalock.caffeine} alone needs Caffeine, and whoever uses that package brings it along.
 */
@org.jspecify.annotations.NullMarked
module org.vmalock {
  requires static com.google.errorprone.annotations;
  requires static transitive com.github.benmanes.caffeine;
  requires static jdk.jfr;
  requires static transitive org.jspecify;

  exports org.vmalock;
  exports org.vmalock.caffeine;
  exports org.vmalock.debug;
  exports org.vmalock.lazymm;
  exports org.vmalock.primitive;
  exports org.vmalock.tree;
}
