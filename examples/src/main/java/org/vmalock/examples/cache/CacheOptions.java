package org.vmalock.examples.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.Dimensions;
import org.vmalock.examples.cache.scheme.Scheme;
import org.vmalock.examples.run.Bounds;
import org.vmalock.examples.run.Memory;
import org.vmalock.examples.run.ResultFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose what is read, and by how many threads. */
public final class CacheOptions {
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
      names = "--verify",
      paramLabel = "HOW",
      defaultValue = "stamp",
      description = {
        "part of a block that is checked; default: ${DEFAULT-VALUE}.",
        "full: the checksum of the whole block. stamp: words at random positions"
      })
  private Verification verification = Verification.STAMP;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Created by the command line. */
  public CacheOptions() {}

  /**
   * Checks the numbers.
   *
   * @throws ParameterException if one is out of bounds
   */
  void check() {
    Bounds.threads(spec, "--threads", threads, 1);
    if (blockSize < Long.BYTES || blockSize > MAXIMUM_BLOCK_SIZE || blockSize % Long.BYTES != 0) {
      throw bad("--block-size " + blockSize + ": expected a multiple of 8 from 8 to " + MAXIMUM_BLOCK_SIZE);
    }
    if (capacity != null) {
      Bounds.number(spec, "--capacity", capacity, 1, MAXIMUM_CAPACITY);
    }
  }

  /**
   * Checks the options for some schemes before a run.
   *
   * @param schemes the schemes
   * @throws ParameterException if the file cannot be read, or if a number is out of bounds or needs too much memory
   */
  public void check(Scheme... schemes) {
    check();
    for (Scheme scheme : schemes) {
      try {
        checkedBlocks(scheme);
      } catch (IOException unreadable) {
        throw unreadable(unreadable);
      }
    }
  }

  /** Opens the file, or creates a temporary one. */
  BlockFile open(Scheme scheme) throws IOException {
    checkedBlocks(scheme);
    return file == null ? BlockFile.createTemporary(blockSize) : BlockFile.open(file, blockSize);
  }

  /** Checks that the file has blocks, and, before they are opened, that their number and the buffers fit into memory. */
  private void checkedBlocks(Scheme scheme) throws IOException {
    if (file == null) {
      if (blockSize > BlockFile.MAXIMUM_TEMPORARY_BLOCK_SIZE) {
        throw bad("--block-size " + blockSize + ": without --file expected at most " + BlockFile.MAXIMUM_TEMPORARY_BLOCK_SIZE
            + ", since the temporary file would be larger than 128 MiB");
      }
      checkMemory(scheme, BlockFile.temporaryBlocks(blockSize));
      return;
    }
    if (!Files.isRegularFile(file)) {
      throw bad("--file " + file + ": " + (Files.exists(file) ? "is not a regular file" : "no such file"));
    }
    long count = Files.size(file) / blockSize;
    if (count < 2 || count > Integer.MAX_VALUE) {
      throw bad("--file " + file + ": has " + count + " whole blocks of " + blockSize + " bytes; expected from 2 to " + Integer.MAX_VALUE);
    }
    checkMemory(scheme, (int) count);
  }

  private void checkMemory(Scheme scheme, int blocks) {
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

  Dimensions dimensions(int blocks) {
    return new Dimensions(blocks, blockSize, capacity != null ? capacity : Math.max(1, blocks / DEFAULT_DIVISOR), threads);
  }

  Verification verification() {
    return verification;
  }

  /**
   * Returns the name of the file for reports.
   *
   * @return the name as given by the user, or a description of the temporary file
   */
  public String fileName() {
    return file == null ? "a temporary file" : file.toString();
  }

  /** Returns the refusal of a file that cannot be read. */
  ParameterException unreadable(IOException failure) {
    return bad("--file " + file + ": " + ResultFile.reason(failure));
  }

  private ParameterException bad(String reason) {
    return new ParameterException(spec.commandLine(), reason);
  }
}
