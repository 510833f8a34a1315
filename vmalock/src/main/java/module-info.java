/**
 * Reference-count locks: a read lock, a write lock and a reference count in one 64-bit word.
 *
 * <p>The module requires only {@code java.base}. The annotation modules are needed at compile time only, and {@code jdk.jfr} is used if it
 * is present. {@code org.vmalock.caffeine} needs Caffeine 3, which a program that uses that package has to add to its path.
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
