package org.vmalock.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * Shows the compiler the sources of the library and of its tests as if they were in the packages of a mutant, with the mutant's
 * replacement. The compiler reads what it needs, so a mutant costs the classes that its tests use.
 */
final class RelocatedSources extends ForwardingJavaFileManager<StandardJavaFileManager> {
  private static final String PACKAGE = "org.vmalock";
  private static final Pattern NAME = Pattern.compile("(?<![\\w.])" + Pattern.quote(PACKAGE) + "\\b");
  private static final String JAVA = ".java";

  private final List<Path> roots;
  private final String prefix;
  private final @Nullable Mutant mutant;

  /**
   * Creates a view of sources.
   *
   * @param roots the source folders
   * @param prefix what precedes each package name
   * @param mutant the mutant to apply; null leaves the sources as they are
   */
  RelocatedSources(StandardJavaFileManager files, List<Path> roots, String prefix, @Nullable Mutant mutant) {
    super(files);
    this.roots = roots;
    this.prefix = prefix;
    this.mutant = mutant;
  }

  /** Returns the source of a class, whose name has no prefix. */
  JavaFileObject source(String className) {
    String file = className.replace('.', '/') + JAVA;
    for (Path root : roots) {
      if (Files.exists(root.resolve(file))) {
        return new Source(root.resolve(file), className);
      }
    }
    throw new CatalogueException("there is no class " + className + " in " + roots);
  }

  @Override
  public boolean hasLocation(Location location) {
    return location == StandardLocation.SOURCE_PATH || super.hasLocation(location);
  }

  @Override
  public Iterable<JavaFileObject> list(Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    if (location != StandardLocation.SOURCE_PATH) {
      return super.list(location, packageName, kinds, recurse);
    }
    List<JavaFileObject> found = new ArrayList<>();
    if (packageName.startsWith(prefix) && kinds.contains(JavaFileObject.Kind.SOURCE)) {
      String original = packageName.substring(prefix.length());
      for (Path root : roots) {
        addSources(root.resolve(original.replace('.', '/')), original, found);
      }
    }
    return found;
  }

  private void addSources(Path folder, String packageName, List<JavaFileObject> found) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.toString().endsWith(JAVA))
          .forEach(file -> found.add(new Source(file, packageName + "." + simpleName(file))));
    }
  }

  private static String simpleName(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - JAVA.length());
  }

  @Override
  public String inferBinaryName(Location location, JavaFileObject file) {
    return file instanceof Source source ? prefix + source.className : super.inferBinaryName(location, file);
  }

  @Override
  public boolean isSameFile(javax.tools.FileObject a, javax.tools.FileObject b) {
    return (a instanceof Source || b instanceof Source) ? a.equals(b) : super.isSameFile(a, b);
  }

  @Override
  public boolean contains(JavaFileManager.Location location, javax.tools.FileObject file) throws IOException {
    return file instanceof Source ? location == StandardLocation.SOURCE_PATH : super.contains(location, file);
  }

  /** Returns the text with the prefix before each name of a package of the library. */
  static String relocate(String text, String prefix) {
    return NAME.matcher(text).replaceAll(Matcher.quoteReplacement(prefix + PACKAGE));
  }

  /** A source file in the packages of the mutant. */
  private final class Source extends SimpleJavaFileObject {
    private final Path file;
    private final String className;

    Source(Path file, String className) {
      super(file.toUri(), Kind.SOURCE);
      this.file = file;
      this.className = className;
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE && simpleName.equals(simpleName(file));
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      try {
        String text = Files.readString(file);
        Mutant applied = mutant;
        if (applied != null && (className.replace('.', '/') + JAVA).equals(applied.file())) {
          text = applied.apply(text);
        }
        return relocate(text, prefix);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Source source && source.file.equals(file);
    }

    @Override
    public int hashCode() {
      return file.hashCode();
    }
  }
}
