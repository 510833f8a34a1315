package org.vmalock.consumers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;

/** The jars that a program may have on its path. */
final class Jars {
  /** The jar of the library. */
  static final Path LIBRARY = jarOf(VmaLock.class);

  /** The jar of Caffeine. */
  static final Path CAFFEINE = jarOf(Caffeine.class);

  /** The jar of the annotations, which a program that uses Maven gets from Caffeine. */
  static final Path JSPECIFY = jarOf(Nullable.class);

  private Jars() {}

  /** Returns the jar of the library with this classifier, beside the jar of its classes. */
  static Path attached(String classifier) {
    String name = LIBRARY.getFileName().toString();
    Path jar = LIBRARY.resolveSibling(name.substring(0, name.length() - ".jar".length()) + "-" + classifier + ".jar");
    assertTrue(Files.isRegularFile(jar), () -> jar + " was not built");
    return jar;
  }

  /** Returns the jars as one argument of the tools. */
  static String path(Path... jars) {
    return Arrays.stream(jars).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static Path jarOf(Class<?> type) {
    try {
      Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      assertTrue(Files.isRegularFile(jar), () -> jar + " is not a jar: run mvn verify, which tests after the packaging");
      return jar;
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
