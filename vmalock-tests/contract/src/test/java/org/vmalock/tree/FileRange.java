package org.vmalock.tree;

/** A part of a file: a value that depends on the start of its range. */
record FileRange(String file, long offset) {
  /** Rules that merge two ranges if the second continues in the file where the first ends. */
  static final RangeValues<FileRange> VALUES = new RangeValues<>() {
    @Override
    public FileRange tail(FileRange value, long cutOff) {
      return value.from(cutOff);
    }

    @Override
    public boolean mergeable(FileRange left, long leftLength, FileRange right) {
      return left.file.equals(right.file) && left.offset + leftLength == right.offset;
    }
  };

  FileRange from(long cutOff) {
    return new FileRange(file, offset + cutOff);
  }

  @Override
  public String toString() {
    return file + "+" + offset;
  }
}
