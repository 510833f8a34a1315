package org.vmalock.mutants;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a mutant and the tests that have to notice it, or, for comparison, the library without a mutant. Threads compile one after the
 * other, since the compiler keeps its output folder in its file manager.
 */
final class MutantCompiler implements AutoCloseable {
  /** The prefix of the packages of the copy without a mutant. */
  static final String CONTROL_PREFIX = "mutant.none.";

  private static final String LIBRARY = "vmalock/src/main/java";

  /** The folder of the tests, in that of the library. */
  private static final String TESTS = "tests";

  private static final List<String> OPTIONS = List.of("-nowarn", "-implicit:class", "-parameters", "-Xlint:none");
  private static final List<String> NO_PROCESSOR = List.of("-proc:none");

  /** Generates the code that runs the actors of a race, and the list of races. */
  private static final List<String> RACE_PROCESSOR =
      List.of("-processor", "org.openjdk.jcstress.infra.processors.JCStressTestProcessor");

  private final Path repository;
  private final List<Path> roots;
  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

  MutantCompiler(Path repository) {
    this.repository = repository;
    this.roots =
        List.of(
            repository.resolve(LIBRARY),
            repository.resolve("vmalock-tests/contract/src/test/java"),
            repository.resolve("vmalock-tests/jcstress/src/main/java"));
  }

  /** Returns the text of a source file of the library. */
  String librarySource(String file) {
    try {
      return Files.readString(repository.resolve(LIBRARY).resolve(file));
    } catch (IOException e) {
      throw new CatalogueException("cannot read " + file + ": " + e);
    }
  }

  /**
   * Compiles test classes, and all that they need, into a folder for {@link #classPath}.
   *
   * @param mutant the mutant to apply; null compiles the library as it is
   * @param prefix the prefix of the package names of the copies
   * @param testClasses names relative to {@code org.vmalock}
   * @throws CatalogueException if the mutant does not compile
   */
  void compileTests(@Nullable Mutant mutant, String prefix, Set<String> testClasses, Path classes) {
    compile(mutant, prefix, testClasses, NO_PROCESSOR, classes);
    try {
      moveTests(classes.resolve(prefix.replace('.', '/')), classes.resolve(TESTS).resolve(prefix.replace('.', '/')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the class path of what {@link #compileTests} has compiled into a folder. */
  static String classPath(Path classes) {
    return classes + File.pathSeparator + classes.resolve(TESTS);
  }

  /** Moves the classes that are not of the library: its reports tell the user's frames from its own by the place of the classes. */
  private void moveTests(Path from, Path to) throws IOException {
    List<Path> compiled;
    try (Stream<Path> all = Files.walk(from)) {
      compiled = all.filter(path -> path.toString().endsWith(".class")).toList();
    }
    for (Path file : compiled) {
      Path name = from.relativize(file);
      String source = name.toString().replaceFirst("(\\$.*)?\\.class$", ".java");
      if (!Files.exists(repository.resolve(LIBRARY).resolve(source))) {
        Path target = to.resolve(name);
        Files.createDirectories(target.getParent());
        Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** As {@link #compileTests}, for races and the code that runs them. */
  void compileRaces(@Nullable Mutant mutant, String prefix, Set<String> raceClasses, Path classes) {
    compile(mutant, prefix, raceClasses, RACE_PROCESSOR, classes);
  }

  private synchronized void compile(@Nullable Mutant mutant, String prefix, Set<String> names, List<String> processing, Path classes) {
    RelocatedSources sources = new RelocatedSources(files, roots, prefix, mutant);
    List<JavaFileObject> units = new ArrayList<>();
    for (String name : names) {
      units.add(sources.source("org.vmalock." + name));
    }
    List<String> options = new ArrayList<>(OPTIONS);
    options.addAll(processing);
    StringWriter messages = new StringWriter();
    try {
      Files.createDirectories(classes);
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!compiler.getTask(messages, sources, null, options, null, units).call()) {
      throw new CatalogueException((mutant == null ? "the library" : mutant.name()) + " does not compile:\n" + messages);
    }
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
