package org.vmalock.examples.cache;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.Dimensions;
import org.vmalock.examples.cache.scheme.Scheme;
import org.vmalock.examples.run.Bounds;
import org.vmalock.examples.run.Interruption;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.Memory;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code cache} command. */
@Command(
    name = "cache",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Reads the blocks of a file through a cache that is much smaller than the file, and compares each block with the file. Pooled"
          + " buffers are poisoned when they are freed, so that a buffer that is freed or reused while it is read is detected.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no violation",
      "1:a violation, with the observed and the allowed state; expected for --scheme atomic",
      "2:bad usage or input, reported in one line"
    })
public final class CacheCommand implements Callable<Integer> {
  private static final int MAXIMUM_BLOCK_SIZE = 1 << 28;
  private static final int MAXIMUM_CAPACITY = 1 << 24;
  private static final int DEFAULT_DIVISOR = 10;

  /** Bytes of heap for each block of the file: its key, and its entry in the table of Zipf's law. */
  private static final int HEAP_PER_BLOCK = 16 + Integer.BYTES + Double.BYTES;

  /** Bytes of heap for each block in the cache: Caffeine's entry, the object of the pool, and the buffer object. */
  private static final int HEAP_PER_CACHED_BLOCK = 512;

  @Option(
      names = "--file",
      paramLabel = "F",
      description = "file to read; default: a temporary file of random words, which is deleted afterwards")
  private @Nullable Path file;

  @Option(
      names = "--block-size",
      paramLabel = "B",
      defaultValue = "65536",
      description = "size of a block in bytes; default: ${DEFAULT-VALUE}")
  private int blockSize;

  @Option(names = "--capacity", paramLabel = "BLOCKS", description = "maximum number of blocks in the cache; default: a tenth of the file")
  private @Nullable Integer capacity;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "4", description = "number of reader threads; default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "length of the run in seconds; default: ${DEFAULT-VALUE}")
  private double seconds;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = "vmalock",
      description = {
        "how a buffer is protected while it is read, one of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.",
        "copy: every read copies the block inside Caffeine's atomic computation, also a hit.",
        "gc, gc-heap: each load allocates a new direct buffer, or a new buffer on the heap, which is left to the garbage collector.",
        "atomic: a hand-written count, known to be incorrect"
      })
  private Scheme scheme = Scheme.VMALOCK;

  @Option(
      names = "--verify",
      paramLabel = "HOW",
      defaultValue = "stamp",
      description = {
        "part of a block that is checked; default: ${DEFAULT-VALUE}.",
        "full: the checksum of the whole block. stamp: words at random positions"
      })
  private Verification verification = Verification.STAMP;

  @Mixin private ResultFile resultFile = new ResultFile();

  @Spec private CommandSpec spec;

  /** Created by the command line. */
  public CacheCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Bounds.threads(spec, "--threads", threads, 1);
    Bounds.seconds(spec, "--seconds", seconds);
    if (blockSize < Long.BYTES || blockSize > MAXIMUM_BLOCK_SIZE || blockSize % Long.BYTES != 0) {
      throw bad("--block-size " + blockSize + ": expected a multiple of 8 from 8 to " + MAXIMUM_BLOCK_SIZE);
    }
    if (capacity != null) {
      Bounds.number(spec, "--capacity", capacity, 1, MAXIMUM_CAPACITY);
    }
    resultFile.checkWritable();
    try (BlockFile blocks = open()) {
      return run(blocks);
    } catch (IOException unreadable) {
      throw bad("--file " + file + ": " + ResultFile.reason(unreadable));
    }
  }

  private BlockFile open() throws IOException {
    if (file == null) {
      if (blockSize > BlockFile.MAXIMUM_TEMPORARY_BLOCK_SIZE) {
        throw bad("--block-size " + blockSize + ": without --file expected at most " + BlockFile.MAXIMUM_TEMPORARY_BLOCK_SIZE
            + ", since the temporary file would be larger than 128 MiB");
      }
      checkMemory(BlockFile.temporaryBlocks(blockSize));
      return BlockFile.createTemporary(blockSize);
    }
    if (!Files.isRegularFile(file)) {
      throw bad("--file " + file + ": " + (Files.exists(file) ? "is not a regular file" : "no such file"));
    }
    long count = Files.size(file) / blockSize;
    if (count < 2 || count > Integer.MAX_VALUE) {
      throw bad("--file " + file + ": has " + count + " whole blocks of " + blockSize + " bytes; expected from 2 to " + Integer.MAX_VALUE);
    }
    checkMemory((int) count);
    return BlockFile.open(file, blockSize);
  }

  /** Checks, before the blocks are opened, that their number and the buffers fit into memory. */
  private void checkMemory(int blocks) {
    Dimensions dimensions = dimensions(blocks);
    double buffers = (double) blockSize * scheme.mostBuffers(dimensions);
    double checksums = verification == Verification.FULL ? (double) Long.BYTES * blocks : 0;
    double heap = (double) HEAP_PER_BLOCK * blocks + checksums
        + (double) HEAP_PER_CACHED_BLOCK * scheme.mostBuffers(dimensions) + (scheme.isDirect() ? 0 : buffers);
    String options = "--block-size " + blockSize + ", --threads " + threads + ", " + dimensions.capacity() + " of "
        + blocks + " blocks in the cache";
    if (scheme.isDirect()) {
      Memory.checkDirect(spec, options, buffers);
    }
    Memory.checkHeap(spec, options, heap);
  }

  private Dimensions dimensions(int blocks) {
    return new Dimensions(blocks, blockSize, capacity != null ? capacity : Math.max(1, blocks / DEFAULT_DIVISOR), threads);
  }

  private int run(BlockFile blocks) throws InterruptedException {
    Dimensions dimensions = dimensions(blocks.blocks());
    if (dimensions.capacity() >= blocks.blocks()) {
      out().println("note: the whole file fits into the cache; nothing will be evicted");
    }
    CacheRun run = new CacheRun(blocks, scheme.create(dimensions, blocks), new BlockChecker(blocks, verification), threads);
    Interruption interruption = new Interruption(run::finishEarly, spec.commandLine().getErr());
    try {
      CacheResult result;
      try (LiveLine line = LiveLine.of("cache", out())) {
        result = run.run(seconds, line);
      }
      interruption.printNote(out());
      return report(dimensions, result, interruption.isInterrupted());
    } finally {
      interruption.close();
    }
  }

  private int report(Dimensions dimensions, CacheResult result, boolean interrupted) {
    String name = file == null ? "a temporary file" : file.toString();
    CacheReport report = new CacheReport(name, scheme, verification, dimensions, result);
    report.print(out());
    result.violations().print(spec.commandLine().getErr());
    resultFile.write(report.json().put("interrupted", interrupted));
    return result.violations().count() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private ParameterException bad(String reason) {
    return new ParameterException(spec.commandLine(), reason);
  }
}
