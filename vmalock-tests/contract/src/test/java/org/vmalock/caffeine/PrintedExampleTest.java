package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmalock.testing.TimeLimit;

/** The example of the cache in the README is compiled and run as it is printed there. */
@TimeLimit
class PrintedExampleTest {
  private static final int BLOCK_SIZE = 1 << 16;
  private static final String SOURCE = "src/test/java/org/vmalock/caffeine/PrintedExampleTest.java";

  @TempDir Path directory;
  private int bytesUsed;

  private void use(ByteBuffer bytes) {
    assertEquals(7, bytes.get(0));
    bytesUsed += bytes.remaining();
  }

  private void runExample(FileChannel file) throws Exception {
    // example begins
    final class Block extends CachedResource {
      final ByteBuffer bytes = ByteBuffer.allocateDirect(64 << 10);
    }
    ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(1_100).build();
    GuardedCache<Integer, Block> cache =
        GuardedCache.builder(pool, (Integer number, Block block) -> {
              file.read(block.bytes.clear(), number * 65536L);
              block.bytes.flip();
            })
            .build(Caffeine.newBuilder().maximumSize(1_000).recordStats());

    try (CacheHandle<Block> block = cache.get(7)) {
      use(block.resource().bytes.duplicate());
    }

    CacheEntry<Block> kept = cache.lookUp(7);
    long stamp = kept.tryStartRead();
    if (stamp > 0) {
      try {
        use(kept.resource().bytes.duplicate());
      } finally {
        kept.endRead(stamp);
      }
    }
    // example ends
    cache.close();
    assertEquals(List.of(), pool.close(0, TimeUnit.SECONDS));
  }

  @Test
  void exampleRuns() throws Exception {
    Path path = directory.resolve("blocks");
    byte[] content = new byte[8 * BLOCK_SIZE];
    content[7 * BLOCK_SIZE] = 7;
    Files.write(path, content);
    try (FileChannel file = FileChannel.open(path)) {
      runExample(file);
    }
    assertEquals(2 * BLOCK_SIZE, bytesUsed);
  }

  @Test
  void exampleIsThatOfTheReadme() throws Exception {
    String readme = Files.readString(Path.of("..", "..", "README.md"));
    String source = Files.readString(Path.of(SOURCE));
    String printed = readme.substring(readme.indexOf("```java\nfinal class Block extends CachedResource") + "```java\n".length());
    String compiled = source.substring(source.indexOf("// example begins\n") + "// example begins\n".length());
    assertEquals(code(printed.substring(0, printed.indexOf("```"))), code(compiled.substring(0, compiled.indexOf("// example ends"))));
    assertTrue(code(printed).contains("cache.get(7)"));
  }

  /** Returns the lines without indentation, comments and empty lines. */
  private static String code(String text) {
    return text.lines().map(line -> line.replaceFirst("//.*", "").strip()).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
  }
}
