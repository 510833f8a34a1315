package org.vmalock.examples.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A copy of a class of the library in which one step is done wrong. */
public final class LibraryMutant {
  private static final Path SOURCES = Path.of("..", "vmalock", "src", "main", "java");

  private LibraryMutant() {}

  /**
   * Compiles a mutant of a class.
   *
   * @param directory receives the source and the classes
   * @param source the source file of the class, below the sources of the library
   * @param right a text that occurs in the source
   * @param wrong the text that replaces every occurrence
   * @return the directory of the classes, for the front of a class path
   */
  public static Path compile(Path directory, String source, String right, String wrong) throws IOException {
    Path file = directory.resolve(Path.of(source).getFileName());
    String text = Files.readString(SOURCES.resolve(source));
    if (!text.contains(right)) {
      throw new AssertionError(source + " does not contain: " + right);
    }
    Files.writeString(file, text.replace(right, wrong));
    Path classes = Files.createDirectories(directory.resolve("mutant"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments =
        List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"), "-d", classes.toString(), file.toString());
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new AssertionError("the mutant of " + source + " does not compile");
    }
    return classes;
  }
}
