package org.vmalock.models.explorer;

/**
 * The plain data that a protocol guards. Under {@link MemoryModel#RA} every access is a step of its own, and two accesses that no
 * happens-before edge orders are a violation unless both are reads. Under the other models an access does nothing: there the protocol
 * checks its exclusion by ghosts.
 */
public final class Payload {
  private final Protocol protocol;

  Payload(Protocol protocol) {
    this.protocol = protocol;
  }

  /** Reads the data; a violation if a write is not ordered before this read. */
  public void read() {
    protocol.perform(Operation.plain(Operation.Kind.PAYLOAD_READ));
  }

  /** Writes the data; a violation if a read or a write is not ordered before this write. */
  public void write() {
    protocol.perform(Operation.plain(Operation.Kind.PAYLOAD_WRITE));
  }
}
