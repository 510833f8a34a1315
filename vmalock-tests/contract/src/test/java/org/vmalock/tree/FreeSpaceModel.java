package org.vmalock.tree;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A search for free keys as simple as possible: looks at all gaps between ranges in ascending order, in arithmetic without overflow. */
final class FreeSpaceModel {
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  private FreeSpaceModel() {}

  private record Gap(BigInteger start, BigInteger end) {}

  private static List<Gap> gaps(List<? extends RangeEntry<?>> ranges) {
    List<Gap> gaps = new ArrayList<>();
    BigInteger start = BigInteger.ZERO;
    for (RangeEntry<?> range : ranges) {
      gaps.add(new Gap(start, TreeModel.unsigned(range.start())));
      start = TreeModel.unsigned(range.last()).add(BigInteger.ONE);
    }
    gaps.add(new Gap(start, TWO_TO_64));
    return gaps;
  }

  /** Returns the first place in one direction; the window is {@code [from, last]}. */
  static OptionalLong find(
      List<? extends RangeEntry<?>> ranges, long length, long alignment, long from, long last, SearchDirection direction) {
    BigInteger count = TreeModel.unsigned(length);
    BigInteger unit = TreeModel.unsigned(alignment);
    OptionalLong found = OptionalLong.empty();
    for (Gap gap : gaps(ranges)) {
      BigInteger start = gap.start.max(TreeModel.unsigned(from));
      BigInteger end = gap.end.min(TreeModel.unsigned(last).add(BigInteger.ONE));
      BigInteger lowest = start.add(unit).subtract(BigInteger.ONE).divide(unit).multiply(unit);
      BigInteger highest = end.subtract(count);
      highest = highest.subtract(highest.mod(unit));
      if (lowest.compareTo(highest) <= 0) {
        if (direction == SearchDirection.ASCENDING) {
          return OptionalLong.of(lowest.longValue());
        }
        found = OptionalLong.of(highest.longValue());
      }
    }
    return found;
  }
}
