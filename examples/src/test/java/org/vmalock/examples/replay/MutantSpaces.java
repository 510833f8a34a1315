package org.vmalock.examples.replay;

import java.util.List;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.ReadWriteLockSpace;
import org.vmalock.examples.replay.space.SpaceStats;
import org.vmalock.examples.replay.space.WriterMark;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Pages;

/** Address spaces that lock as they should, and break one other promise each. */
final class MutantSpaces {
  private MutantSpaces() {}

  /** Gives the other threads a chance to see a broken state. */
  static void randomDelay() {
    for (int i = 0; i < 1000; i++) {
      Thread.onSpinWait();
    }
  }

  /** A correct address space, for one method to be broken. */
  abstract static class Correct implements AddressSpace {
    final AddressSpace correct;

    Correct(WriterMark mark) {
      correct = new ReadWriteLockSpace(mark);
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

  /** A correct reader, for one method to be broken. */
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

  /** Does nothing when told to protect or unmap. */
  static final class ForgetfulWriter extends Correct {
    ForgetfulWriter(WriterMark mark) {
      super(mark);
    }

    @Override
    public void protect(long start, long end, int protection) {}

    @Override
    public void unmap(long start, long end) {}
  }

  /** Says that every range reaches one page further than it does. */
  static final class RangeTooWide extends Correct {
    RangeTooWide(WriterMark mark) {
      super(mark);
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

  /** Finds nothing, ever. */
  static final class BlindReaders extends Correct {
    BlindReaders(WriterMark mark) {
      super(mark);
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

  /** Finds a range beside the address. */
  static final class RangeBesideTheAddress extends Correct {
    RangeBesideTheAddress(WriterMark mark) {
      super(mark);
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

  /** Replaces by unmapping first and mapping then, with nothing mapped in between. */
  static final class ReplaceInTwoSteps extends Correct {
    ReplaceInTwoSteps(WriterMark mark) {
      super(mark);
    }

    @Override
    public void map(long start, long end, int protection) {
      correct.unmap(start, end);
      randomDelay();
      correct.map(start, end, protection);
    }
  }

  /** Protects one page after the other: each page is right at some time, but the order can be seen. */
  static final class ProtectPageByPage extends Correct {
    ProtectPageByPage(WriterMark mark) {
      super(mark);
    }

    @Override
    public void protect(long start, long end, int protection) {
      for (long page = start; page != end; page += Pages.SIZE) {
        correct.protect(page, page + Pages.SIZE, protection);
        randomDelay();
      }
    }
  }

  /** Dies at the thousandth look-up. */
  static final class DyingReader extends Correct {
    DyingReader(WriterMark mark) {
      super(mark);
    }

    @Override
    public Reader newReader() {
      return new CorrectReader(correct.newReader()) {
        private int lookUps;

        @Override
        public boolean lock(long address) {
          if (++lookUps == 1000) {
            throw new IllegalStateException("broken on purpose");
          }
          return super.lock(address);
        }
      };
    }
  }

  /** Dies in the first operation. */
  static final class DyingWriter extends Correct {
    DyingWriter(WriterMark mark) {
      super(mark);
    }

    @Override
    public void unmap(long start, long end) {
      throw new IllegalStateException("broken on purpose");
    }
  }

  /** Never gives back what it held first, so that the writer waits for ever. */
  static final class ReaderThatNeverLeaves extends Correct {
    ReaderThatNeverLeaves(WriterMark mark) {
      super(mark);
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

  /** Readers see only every third operation. */
  static final class StaleAnswers extends Correct {
    private volatile AddressSpaceModel shown = new AddressSpaceModel();
    private int operations;

    StaleAnswers(WriterMark mark) {
      super(mark);
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
