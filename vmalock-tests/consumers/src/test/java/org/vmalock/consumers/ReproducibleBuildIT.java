package org.vmalock.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second build of the library, in another directory and at another time, makes the same jars, byte by byte. */
@Timeout(600)
class ReproducibleBuildIT {
  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Set<String> NOT_COPIED = Set.of("target", ".git");

  @Test
  void secondBuildMakesTheSameJars(@TempDir Path copy) throws Exception {
    assumeTrue(Jars.LIBRARY.startsWith(PROJECT), "the first build is that of this project, and not an installed one");
    copyProject(copy);
    JdkTools.run(maven(copy), 540);
    Path built = copy.resolve(PROJECT.relativize(Jars.LIBRARY)).getParent();
    for (Path first : List.of(Jars.LIBRARY, Jars.attached("sources"), Jars.attached("javadoc"))) {
      Path second = built.resolve(first.getFileName());
      assertNotEquals(Files.getLastModifiedTime(first), Files.getLastModifiedTime(second));
      assertEquals(Map.of(), differences(contents(first), contents(second)), () -> first.getFileName() + ": entries; if target is old, run mvn clean");
      assertEquals(-1, Files.mismatch(first, second), () -> first.getFileName() + ": order or attributes of the entries");
    }
  }

  private static List<String> maven(Path directory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("consumers.maven"), "bin", isWindows() ? "mvn.cmd" : "mvn").toString());
    command.addAll(List.of("-o", "-B", "-q", "-f", directory.resolve("pom.xml").toString(), "-pl", "vmalock", "-DskipTests"));
    command.add("-Dmaven.repo.local=" + System.getProperty("consumers.repository"));
    command.add("verify");
    return command;
  }

  private static boolean isWindows() {
    return System.getProperty("os.name").startsWith("Windows");
  }

  private static Map<String, String> differences(Map<String, String> first, Map<String, String> second) {
    Map<String, String> differences = new TreeMap<>();
    first.forEach((name, value) -> {
      if (!value.equals(second.get(name))) {
        differences.put(name, "first " + value + ", second " + second.get(name));
      }
    });
    second.forEach((name, value) -> {
      if (!first.containsKey(name)) {
        differences.put(name, "second only");
      }
    });
    return differences;
  }

  /** Returns time and checksum of each entry by its name. */
  private static Map<String, String> contents(Path file) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (JarFile jar = new JarFile(file.toFile())) {
      for (ZipEntry entry : jar.stream().toArray(ZipEntry[]::new)) {
        FileTime time = entry.getLastModifiedTime();
        contents.put(entry.getName(), time + " " + Long.toHexString(entry.getCrc()));
      }
    }
    return contents;
  }

  /** Copies the library, and of the other modules what Maven reads before it chooses a module. */
  private static void copyProject(Path copy) throws IOException {
    Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        return NOT_COPIED.contains(directory.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Path relative = PROJECT.relativize(file);
        if (relative.startsWith("vmalock") || relative.startsWith(".mvn") || relative.endsWith("pom.xml")) {
          Path target = copy.resolve(relative);
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
