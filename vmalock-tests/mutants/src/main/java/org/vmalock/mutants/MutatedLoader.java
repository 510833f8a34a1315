package org.vmalock.mutants;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A class loader whose copy of the library is a mutant. It defines all classes of {@code org.vmalock} and its subpackages itself, those of this
 * package excepted: the classes of the mutated source file as mutated, the others as the parent has them. The mutated file is compiled when the
 * loader is created.
 */
public final class MutatedLoader extends ClassLoader {
  private static final String COPIED = "org.vmalock.";
  private static final String NOT_COPIED = MutatedLoader.class.getPackageName() + ".";

  /** Where the sources of the library are, beside this class. */
  private static final String SOURCES = "sources/";

  private final String mutant;
  private final Map<String, byte[]> mutated;

  private MutatedLoader(ClassLoader parent, String mutant, Map<String, byte[]> mutated) {
    super(parent);
    this.mutant = mutant;
    this.mutated = mutated;
  }

  /**
   * Compiles a mutant.
   *
   * @param mutant the mutant
   * @return a loader of the mutated library
   * @throws CatalogueException if the running Java has no compiler, or if the mutant does not compile
   */
  public static MutatedLoader of(Mutant mutant) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new CatalogueException(mutant.name() + ": a mutant is compiled, and " + System.getProperty("java.home")
          + " has no compiler; run a JDK");
    }
    StringWriter messages = new StringWriter();
    try (Output output = new Output(compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8))) {
      List<String> options = List.of("-proc:none", "-nowarn", "-Xlint:none", "-classpath", System.getProperty("java.class.path"));
      if (!compiler.getTask(messages, output, null, options, null, List.of(new Source(mutant))).call()) {
        throw new CatalogueException(mutant.name() + " does not compile: " + messages);
      }
      return new MutatedLoader(MutatedLoader.class.getClassLoader(), mutant.name(), output.classes());
    } catch (IOException e) {
      throw new CatalogueException(mutant.name() + " cannot be compiled: " + e);
    }
  }

  /**
   * Returns the mutant that a class belongs to.
   *
   * @param type a class
   * @return the name of the mutant; null if the class was not loaded by a loader of this kind
   */
  public static @Nullable String mutantOf(Class<?> type) {
    return type.getClassLoader() instanceof MutatedLoader loader ? loader.mutant : null;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(COPIED) || name.startsWith(NOT_COPIED)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] code = mutated.get(name);
    if (code == null) {
      code = codeOfParent(name);
    }
    return defineClass(name, code, 0, code.length);
  }

  private byte[] codeOfParent(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /** The mutated source file. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Mutant mutant) throws IOException {
      super(URI.create("mutant:///" + mutant.file()), Kind.SOURCE);
      try (InputStream in = MutatedLoader.class.getResourceAsStream(SOURCES + mutant.file())) {
        if (in == null) {
          throw new CatalogueException(mutant.name() + ": the sources have no " + mutant.file());
        }
        text = mutant.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps the compiled classes in memory. */
  private static final class Output extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    Output(StandardJavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      ByteArrayOutputStream code = new ByteArrayOutputStream();
      written.put(className, code);
      return new SimpleJavaFileObject(URI.create("mutant:///" + className.replace('.', '/') + kind.extension), kind) {
        @Override
        public OutputStream openOutputStream() {
          return code;
        }
      };
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new HashMap<>();
      written.forEach((name, code) -> classes.put(name, code.toByteArray()));
      return classes;
    }
  }
}
