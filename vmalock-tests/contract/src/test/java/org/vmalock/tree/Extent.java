package org.vmalock.tree;

/** A part of a file: a value that depends on where its range begins. */
record Extent(String file, long offset) {
  /** Extents that go on where the one before ends are one. */
  static final RangeValues<Extent> VALUES = new RangeValues<>() {
    @Override
    public Extent tail(Extent value, long cutOff) {
      return new Extent(value.file, value.offset + cutOff);
    }

    @Override
    public boolean mergeable(Extent left, long leftLength, Extent right) {
      return left.file.equals(right.file) && left.offset + leftLength == right.offset;
    }
  };

  @Override
  public String toString() {
    return file + "+" + offset;
  }
}
