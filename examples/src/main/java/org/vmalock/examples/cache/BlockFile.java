package org.vmalock.examples.cache;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.vmalock.examples.cache.scheme.BlockLoader;

/**
 * The file whose blocks are read. An incomplete block at the end is ignored. The file is also mapped, so that its contents can be compared
 * without a cache.
 */
final class BlockFile implements BlockLoader, AutoCloseable {
  private static final long TEMPORARY_FILE_BYTES = 128L << 20;

  /** The largest size of a block of a temporary file, which has at least 32 blocks. */
  static final int MAXIMUM_TEMPORARY_BLOCK_SIZE = (int) (TEMPORARY_FILE_BYTES / 32);

  private static final long SEED = 0x5EED;

  /** Prefix of the names of the temporary files of this process. */
  static final String TEMPORARY_FILE_PREFIX = "vmalock-cache-" + ProcessHandle.current().pid() + "-";

  private final FileChannel channel;
  private final int blockSize;
  private final int blocks;
  private final MappedBlocks mapped;

  private BlockFile(FileChannel channel, int blockSize) throws IOException {
    this.channel = channel;
    this.blockSize = blockSize;
    this.blocks = Math.toIntExact(channel.size() / blockSize);
    this.mapped = new MappedBlocks(channel, blocks, blockSize);
  }

  static BlockFile open(Path file, int blockSize) throws IOException {
    return new BlockFile(FileChannel.open(file, StandardOpenOption.READ), blockSize);
  }

  /** Creates a file of random words in the temporary directory; it is deleted when it is closed or the JVM exits. */
  static BlockFile createTemporary(int blockSize) throws IOException {
    Path file = Files.createTempFile(TEMPORARY_FILE_PREFIX, ".blocks");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    file.toFile().deleteOnExit();
    try {
      SplittableRandom random = new SplittableRandom(SEED);
      long count = temporaryBlocks(blockSize);
      ByteBuffer block = ByteBuffer.allocateDirect(blockSize).order(ByteOrder.nativeOrder());
      for (long i = 0; i < count; i++) {
        for (int position = 0; position < blockSize; position += Long.BYTES) {
          block.putLong(position, random.nextLong());
        }
        write(channel, block.rewind());
      }
      return new BlockFile(channel, blockSize);
    } catch (IOException | RuntimeException unwritable) {
      channel.close();
      throw unwritable;
    }
  }

  /** Returns the number of blocks of a temporary file. */
  static int temporaryBlocks(int blockSize) {
    return (int) (TEMPORARY_FILE_BYTES / blockSize);
  }

  private static void write(FileChannel channel, ByteBuffer block) throws IOException {
    while (block.hasRemaining()) {
      channel.write(block);
    }
  }

  int blockSize() {
    return blockSize;
  }

  int blocks() {
    return blocks;
  }

  /** Returns the contents of the file. */
  MappedBlocks mapped() {
    return mapped;
  }

  @Override
  public void load(int number, ByteBuffer buffer) throws IOException {
    ThreadLoads.increment();
    buffer.clear();
    long start = (long) number * blockSize;
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, start + buffer.position()) < 0) {
        throw new EOFException("block " + number + " ends after " + buffer.position() + " bytes");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
