package org.vmalock.consumers;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that requires the library needs its jar alone, as a module and on the class path, with and without Caffeine and the flight
 * recorder. Programs are compiled with all lints of javac, and each warning is an error.
 */
@Timeout(300)
class ConsumerIT {
  private static final Path CORE = Path.of("src", "consumers", "core");
  private static final Path CACHE = Path.of("src", "consumers", "cache");
  private static final String CORE_MODULE = "consumer.core/consumer.core.Main";
  private static final String CACHE_MODULE = "consumer.cache/consumer.cache.Main";

  @TempDir Path classes;

  // ---- As a module

  @Test
  void moduleNeedsTheJarAlone() throws Exception {
    compileModule(CORE, Jars.LIBRARY);
    assertEquals(
        "library org.vmalock, Caffeine absent, recorder absent",
        JdkTools.java("--limit-modules", "org.vmalock", "-p", Jars.path(Jars.LIBRARY, classes), "-m", CORE_MODULE));
  }

  @Test
  void moduleMayHaveCaffeineAndTheRecorder() throws Exception {
    compileModule(CORE, Jars.LIBRARY, Jars.CAFFEINE, Jars.JSPECIFY);
    assertEquals(
        "library org.vmalock, Caffeine absent, recorder present",
        JdkTools.java("-p", Jars.path(Jars.LIBRARY, Jars.CAFFEINE, classes), "--add-modules", "jdk.jfr", "-m", CORE_MODULE));
  }

  @Test
  void moduleWithCachesRequiresCaffeine() throws Exception {
    compileModule(CACHE, Jars.LIBRARY, Jars.CAFFEINE);
    assertEquals(
        "library org.vmalock, Caffeine com.github.benmanes.caffeine",
        JdkTools.java("-p", Jars.path(Jars.LIBRARY, Jars.CAFFEINE, classes), "-m", CACHE_MODULE));
  }

  @Test
  void imageContainsTheLibraryAndJavaBase(@TempDir Path directory) throws Exception {
    compileModule(CORE, Jars.LIBRARY);
    Path image = directory.resolve("image");
    JdkTools.run(
        "jlink",
        List.of("-p", Jars.path(Jars.LIBRARY, classes), "--add-modules", "consumer.core", "--output", image.toString()));
    assertEquals(Set.of("consumer.core", "java.base", "org.vmalock"), modulesOf(image));
    assertEquals("library org.vmalock, Caffeine absent, recorder absent", JdkTools.java(image, "-m", CORE_MODULE));
  }

  private void compileModule(Path program, Path... jars) throws IOException {
    JdkTools.compile(program, classes, "-cp", classes.toString(), "-p", Jars.path(jars));
  }

  private static Set<String> modulesOf(Path image) throws Exception {
    String listed = JdkTools.run(List.of(image.resolve("bin").resolve("java").toString(), "--list-modules"), 60);
    return listed.lines().map(line -> line.replaceFirst("@.*", "")).collect(Collectors.toSet());
  }

  // ---- On the class path

  @Test
  void classPathNeedsTheJarAlone() throws Exception {
    compileOnClassPath(CORE, Jars.LIBRARY);
    assertEquals(
        "library on class path, Caffeine absent, recorder present",
        JdkTools.java("-cp", Jars.path(Jars.LIBRARY, classes), "consumer.core.Main"));
    assertEquals(
        "library on class path, Caffeine absent, recorder absent",
        JdkTools.java("--limit-modules", "java.base", "-cp", Jars.path(Jars.LIBRARY, classes), "consumer.core.Main"));
  }

  @Test
  void classPathMayHaveCaffeine() throws Exception {
    compileOnClassPath(CORE, Jars.LIBRARY, Jars.CAFFEINE, Jars.JSPECIFY);
    assertEquals(
        "library on class path, Caffeine present, recorder present",
        JdkTools.java("-cp", Jars.path(Jars.LIBRARY, Jars.CAFFEINE, classes), "consumer.core.Main"));
  }

  @Test
  void classPathWithCachesNeedsCaffeine() throws Exception {
    compileOnClassPath(CACHE, Jars.LIBRARY, Jars.CAFFEINE);
    assertEquals(
        "library on class path, Caffeine on class path",
        JdkTools.java("-cp", Jars.path(Jars.LIBRARY, Jars.CAFFEINE, classes), "consumer.cache.Main"));
  }

  /** Compiles a program without its module descriptor. */
  private void compileOnClassPath(Path program, Path... jars) throws IOException {
    JdkTools.compile(program.resolve("consumer"), classes, "-cp", Jars.path(jars));
  }

  // ---- Each exported type

  @Test
  void programMayNameEachTypeThatNeedsNoOtherModule(@TempDir Path sources, @TempDir Path otherClasses) throws Exception {
    Set<String> types = exportedTypes();
    types.removeIf(type -> type.startsWith("org.vmalock.caffeine."));
    assertTrue(types.contains("org.vmalock.VmaLock") && types.contains("org.vmalock.tree.VmaTree"), types::toString);
    writeModuleThatNames(types, sources, "requires org.vmalock;");
    compileModule(sources, Jars.LIBRARY);
    JdkTools.compile(sources.resolve("names"), otherClasses, "-cp", Jars.path(Jars.LIBRARY));
  }

  @Test
  void programWithCaffeineMayNameEachType(@TempDir Path sources, @TempDir Path otherClasses) throws Exception {
    writeModuleThatNames(exportedTypes(), sources, "requires org.vmalock; requires com.github.benmanes.caffeine;");
    compileModule(sources, Jars.LIBRARY, Jars.CAFFEINE);
    JdkTools.compile(sources.resolve("names"), otherClasses, "-cp", Jars.path(Jars.LIBRARY, Jars.CAFFEINE));
  }

  private static void writeModuleThatNames(Set<String> types, Path directory, String requires) throws IOException {
    Files.writeString(directory.resolve("module-info.java"), "module names { " + requires + " }");
    Files.writeString(
        Files.createDirectory(directory.resolve("names")).resolve("Names.java"),
        types.stream()
            .map(type -> "    " + type + ".class")
            .collect(joining(",\n", "package names;\n\nclass Names {\n  Class<?>[] all = {\n", "\n  };\n}\n")));
  }

  /** Returns the public types of the exported packages. */
  private static Set<String> exportedTypes() throws IOException {
    Set<String> packages = exportedPackages();
    try (JarFile jar = new JarFile(Jars.LIBRARY.toFile())) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .filter(name -> packages.contains(name.substring(0, name.lastIndexOf('.'))) && isPublic(name))
          .map(name -> name.replace('$', '.'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean isPublic(String name) {
    try {
      for (Class<?> type = Class.forName(name, false, ConsumerIT.class.getClassLoader()); type != null; type = type.getEnclosingClass()) {
        if (!Modifier.isPublic(type.getModifiers()) || type.getCanonicalName() == null) {
          return false;
        }
      }
      return true;
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  // ---- The descriptor

  @Test
  void moduleRequiresJavaBaseOnly() {
    ModuleDescriptor library = descriptor();
    Set<String> needed = library.requires().stream()
        .filter(requires -> !requires.modifiers().equals(Set.of(ModuleDescriptor.Requires.Modifier.STATIC)))
        .map(ModuleDescriptor.Requires::name)
        .collect(Collectors.toSet());
    assertEquals(Set.of("java.base"), needed, "needed by each program; what is optional is static, and not transitive");
  }

  @Test
  void moduleHasTheVersionOfItsJar() {
    String version = descriptor().rawVersion().orElseThrow();
    assertEquals("vmalock-" + version + ".jar", Jars.LIBRARY.getFileName().toString());
  }

  private static Set<String> exportedPackages() {
    return descriptor().exports().stream()
        .filter(exports -> !exports.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toSet());
  }

  private static ModuleDescriptor descriptor() {
    return ModuleFinder.of(Jars.LIBRARY).find("org.vmalock").orElseThrow().descriptor();
  }
}
