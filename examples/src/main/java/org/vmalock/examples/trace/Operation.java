package org.vmalock.examples.trace;

/** A mapping operation of a trace, which can be applied to any address space. */
public sealed interface Operation {
  /**
   * Applies the operation.
   *
   * @param space the address space
   */
  void applyTo(MappingOperations space);

  /**
   * An {@code mmap}, or a program break that grew.
   *
   * @param start the first address
   * @param end the exclusive end
   * @param protection 0 to 7
   */
  record Map(long start, long end, int protection) implements Operation {
    @Override
    public void applyTo(MappingOperations space) {
      space.map(start, end, protection);
    }

    @Override
    public String toString() {
      return "map " + RangeEntry.range(start, end) + " prot " + protection;
    }
  }

  /**
   * An {@code munmap}, or a program break that shrank.
   *
   * @param start the first address
   * @param end the exclusive end
   */
  record Unmap(long start, long end) implements Operation {
    @Override
    public void applyTo(MappingOperations space) {
      space.unmap(start, end);
    }

    @Override
    public String toString() {
      return "unmap " + RangeEntry.range(start, end);
    }
  }

  /**
   * An {@code mprotect}.
   *
   * @param start the first address
   * @param end the exclusive end
   * @param protection 0 to 7
   */
  record Protect(long start, long end, int protection) implements Operation {
    @Override
    public void applyTo(MappingOperations space) {
      space.protect(start, end, protection);
    }

    @Override
    public String toString() {
      return "protect " + RangeEntry.range(start, end) + " prot " + protection;
    }
  }

  /**
   * An {@code mremap}.
   *
   * @param oldStart the first address of the old range
   * @param oldEnd the exclusive end of the old range
   * @param newStart the first address of the new range
   * @param newEnd the exclusive end of the new range
   */
  record Move(long oldStart, long oldEnd, long newStart, long newEnd) implements Operation {
    @Override
    public void applyTo(MappingOperations space) {
      space.move(oldStart, oldEnd, newStart, newEnd);
    }

    @Override
    public String toString() {
      return "move " + RangeEntry.range(oldStart, oldEnd) + " to " + RangeEntry.range(newStart, newEnd);
    }
  }
}
