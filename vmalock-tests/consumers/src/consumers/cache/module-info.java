/** Requires the library, and Caffeine for its caches. */
module consumer.cache {
  requires com.github.benmanes.caffeine;
  requires org.vmalock;
}
