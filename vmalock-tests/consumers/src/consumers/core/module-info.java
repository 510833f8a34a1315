/** Requires the library and nothing else. */
module consumer.core {
  requires org.vmalock;
}
