package org.vmalock.examples.replay;

import java.util.List;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.ExclusionListener;
import org.vmalock.examples.replay.space.ReadWriteLockSpace;
import org.vmalock.examples.replay.space.SpaceStats;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.Pages;
import org.vmalock.examples.trace.RangeEntry;

/** Mutants of an address space with correct locks, each of which violates one other guarantee. */
final class MutantSpaces {
  private MutantSpaces() {}

  /** Spins for a moment, so that other threads can observe an intermediate state. */
  static void randomDelay() {
    for (int i = 0; i < 1000; i++) {
      Thread.onSpinWait();
    }
  }

  /** A correct address space, of which a subclass overrides one method. */
  abstract static class Correct implements AddressSpace {
    final AddressSpace correct;

    Correct(ExclusionListener listener) {
      correct = new ReadWriteLockSpace(listener);
    }

    @Override
    public void map(long start, long end, int protection) {
      correct.map(start, end, protection);
    }

    @Override
    public void unmap(long start, long end) {
      correct.unmap(start, end);
    }

    @Override
    public void protect(long start, long end, int protection) {
      correct.protect(start, end, protection);
    }

    @Override
    public void move(long oldStart, long oldEnd, long newStart, long newEnd) {
      correct.move(oldStart, oldEnd, newStart, newEnd);
    }

    @Override
    public void reset(List<RangeEntry> mappings) {
      correct.reset(mappings);
    }

    @Override
    public Reader newReader() {
      return correct.newReader();
    }

    @Override
    public SpaceStats statistics() {
      return correct.statistics();
    }

    @Override
    public List<RangeEntry> mappings() {
      return correct.mappings();
    }
  }

  /** A correct reader, of which a subclass overrides one method. */
  abstract static class CorrectReader implements AddressSpace.Reader {
    final AddressSpace.Reader correct;

    CorrectReader(AddressSpace.Reader correct) {
      this.correct = correct;
    }

    @Override
    public boolean lock(long address) {
      return correct.lock(address);
    }

    @Override
    public long start() {
      return correct.start();
    }

    @Override
    public long end() {
      return correct.end();
    }

    @Override
    public int protection() {
      return correct.protection();
    }

    @Override
    public void unlock() {
      correct.unlock();
    }
  }

  /** Ignores protect and unmap. */
  static final class ForgetfulWriter extends Correct {
    ForgetfulWriter(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public void protect(long start, long end, int protection) {}

    @Override
    public void unmap(long start, long end) {}
  }

  /** Returns an end that is one page too high. */
  static final class RangeTooWide extends Correct {
    RangeTooWide(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public Reader newReader() {
      return new CorrectReader(correct.newReader()) {
        @Override
        public long end() {
          return super.end() + Pages.SIZE;
        }
      };
    }
  }

  /** Readers never find a range. */
  static final class BlindReaders extends Correct {
    BlindReaders(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public Reader newReader() {
      return new CorrectReader(correct.newReader()) {
        @Override
        public boolean lock(long address) {
          return false;
        }
      };
    }
  }

  /** Returns a range that ends before the page of the address. */
  static final class RangeBesideTheAddress extends Correct {
    RangeBesideTheAddress(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public Reader newReader() {
      return new CorrectReader(correct.newReader()) {
        private long address;

        @Override
        public boolean lock(long looked) {
          address = looked;
          return super.lock(looked);
        }

        @Override
        public long end() {
          return address & -Pages.SIZE;
        }
      };
    }
  }

  /** Replaces a range in two steps, between which it is unmapped. */
  static final class ReplaceInTwoSteps extends Correct {
    ReplaceInTwoSteps(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public void map(long start, long end, int protection) {
      correct.unmap(start, end);
      randomDelay();
      correct.map(start, end, protection);
    }
  }

  /** Protects one page after another: each page is right at some version, but the operation is not atomic. */
  static final class ProtectPageByPage extends Correct {
    ProtectPageByPage(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public void protect(long start, long end, int protection) {
      for (long page = start; page != end; page += Pages.SIZE) {
        correct.protect(page, page + Pages.SIZE, protection);
        randomDelay();
      }
    }
  }

  /** Throws at the thousandth look-up of a reader. */
  static final class ThrowingReader extends Correct {
    ThrowingReader(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public Reader newReader() {
      return new CorrectReader(correct.newReader()) {
        private int lookUps;

        @Override
        public boolean lock(long address) {
          if (++lookUps == 1000) {
            throw new IllegalStateException("thrown on purpose");
          }
          return super.lock(address);
        }
      };
    }
  }

  /** Throws in the first unmap. */
  static final class ThrowingWriter extends Correct {
    ThrowingWriter(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public void unmap(long start, long end) {
      throw new IllegalStateException("thrown on purpose");
    }
  }

  /** Never releases its first range, so that the writer waits forever. */
  static final class UnreleasedRead extends Correct {
    UnreleasedRead(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public Reader newReader() {
      return new CorrectReader(correct.newReader()) {
        private boolean forgot;

        @Override
        public void unlock() {
          if (forgot) {
            super.unlock();
          } else {
            forgot = true;
          }
        }
      };
    }
  }

  /** Readers observe only every third operation. */
  static final class StaleAnswers extends Correct {
    private volatile AddressSpaceModel shown = new AddressSpaceModel();
    private int operations;

    StaleAnswers(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public void unmap(long start, long end) {
      super.unmap(start, end);
      show();
    }

    @Override
    public void map(long start, long end, int protection) {
      super.map(start, end, protection);
      show();
    }

    @Override
    public void reset(List<RangeEntry> mappings) {
      super.reset(mappings);
      show();
    }

    private void show() {
      if (operations++ % 3 == 0) {
        AddressSpaceModel next = new AddressSpaceModel();
        next.reset(correct.mappings());
        shown = next;
      }
    }

    @Override
    public Reader newReader() {
      return new CorrectReader(correct.newReader()) {
        @Override
        public boolean lock(long address) {
          return shown.find(address) != null && super.lock(address);
        }
      };
    }
  }
}
