package org.vmalock.benchmarks;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the library of a jar of benchmarks without the hooks of the diagnostics: the constants that guard them become false, so that
 * the compiler leaves them out. The jar has the sources, for the mutants.
 */
final class HooklessLibrary {
  private static final String SOURCES = "/org/vmalock/mutants/sources";
  private static final String LEVEL = "org/vmalock/internal/DebugLevel.java";
  private static final List<String> CONSTANTS = List.of("CURRENT != OFF", "CURRENT == SAMPLED", "CURRENT == ALL");

  private HooklessLibrary() {}

  /** Compiles into a new directory below the given one, to be put before the jar on a class path. */
  static Path compile(Path jar, Path parent) throws IOException {
    Path directory = Files.createTempDirectory(parent, "hookless");
    Path sources = directory.resolve("sources");
    try (FileSystem content = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
      copy(content.getPath(SOURCES), sources);
    }
    Path level = sources.resolve(LEVEL);
    Files.writeString(level, withoutHooks(Files.readString(level)));
    compile(jar, sources, directory.resolve("classes"));
    return directory.resolve("classes");
  }

  private static String withoutHooks(String source) {
    String text = source;
    for (String constant : CONSTANTS) {
      if (!text.contains(" = " + constant + ";")) {
        throw new IllegalStateException(LEVEL + " has no constant that is " + constant);
      }
      text = text.replace(" = " + constant + ";", " = false;");
    }
    return text;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java")).forEach(file -> {
        try {
          Path target = to.resolve(from.relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }

  private static void compile(Path jar, Path sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException(System.getProperty("java.home") + " has no compiler; run a JDK");
    }
    Files.createDirectories(classes);
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-Xlint:none", "-g", "--release", "17", "-classpath", jar.toString(), "-d", classes.toString());
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        Stream<Path> all = Files.walk(sources)) {
      List<Path> units = all.filter(file -> file.toString().endsWith(".java")).toList();
      if (!compiler.getTask(messages, files, null, options, null, files.getJavaFileObjectsFromPaths(units)).call()) {
        throw new IOException("the library without hooks does not compile: " + messages);
      }
    }
  }
}
