package org.vmalock.models.explorer;

import java.util.Arrays;

/** One thread of a protocol: its name, its program, and what is known beforehand about its loads. */
public final class Actor {
  private final int index;
  private final String name;
  private final Runnable body;
  private long loads = -1;
  private boolean startsAfterHandOff;

  Actor(int index, String name, Runnable body) {
    this.index = index;
    this.name = name;
    this.body = body;
  }

  /**
   * Declares which locations this thread may load. Without it the thread may load all. The declaration makes {@link MemoryModel#RA}
   * smaller, since stores that no thread can load any more are dropped; a load that was not declared is an error.
   *
   * @param locations the locations
   * @return this
   */
  public Actor loads(Location... locations) {
    loads = Arrays.stream(locations).mapToLong(location -> 1L << location.index()).reduce(0, (left, right) -> left | right);
    return this;
  }

  /**
   * Declares that the first step of this thread waits for a store of another thread and acquires it, so that older stores than that
   * thread can load are out of reach for this one as well. The declaration makes {@link MemoryModel#RA} smaller.
   *
   * @return this
   */
  public Actor startsAfterHandOff() {
    startsAfterHandOff = true;
    return this;
  }

  int index() {
    return index;
  }

  Runnable body() {
    return body;
  }

  boolean mayLoad(Location location) {
    return (loads & (1L << location.index())) != 0;
  }

  boolean mayLoad(int location) {
    return (loads & (1L << location)) != 0;
  }

  boolean waitsForHandOff() {
    return startsAfterHandOff;
  }

  @Override
  public String toString() {
    return name;
  }
}
