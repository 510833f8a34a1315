package org.vmalock;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packages of the library: which may import which, and what an exported signature may name. */
class ArchitectureTest {
  private static final String LIBRARY = "org.vmalock";
  private static final String INTERNAL = "org.vmalock.internal";
  private static final Path LOCATION = location();
  private static final JavaClasses CLASSES = importLibrary();
  private static final Set<String> EXPORTED = exportedPackages();

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "org.vmalock.primitive, ''",
    "org.vmalock.internal, org.vmalock.primitive",
    "org.vmalock.debug, org.vmalock.primitive org.vmalock.internal",
    "org.vmalock, org.vmalock.primitive org.vmalock.internal org.vmalock.debug",
    "org.vmalock.tree, org.vmalock.primitive org.vmalock.internal org.vmalock.debug org.vmalock",
    "org.vmalock.caffeine, org.vmalock.primitive org.vmalock.internal org.vmalock.debug org.vmalock",
    "org.vmalock.lazymm, org.vmalock.primitive org.vmalock.internal",
    "org.vmalock.management, org.vmalock.debug"
  })
  void importsRunOneWay(String importing, String allowed) {
    Set<String> permitted = new TreeSet<>(Set.of(allowed.split(" ")));
    permitted.add(importing);
    classes()
        .that()
        .resideInAPackage(importing)
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are of " + permitted + " or outside of the library",
                imported -> !imported.getPackageName().startsWith(LIBRARY) || permitted.contains(imported.getPackageName())))
        .check(CLASSES);
  }

  @Test
  void everyPackageHasAnImportRule() {
    assertEquals(
        Set.of("", ".primitive", ".internal", ".debug", ".tree", ".caffeine", ".lazymm", ".management"),
        CLASSES.stream().map(type -> type.getPackageName().substring(LIBRARY.length())).collect(Collectors.toSet()));
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("(org.vmalock..)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheCachePackageImportsCaffeine() {
    classes()
        .that()
        .resideOutsideOfPackage("org.vmalock.caffeine")
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are not of Caffeine", imported -> !imported.getPackageName().startsWith("com.github.benmanes.caffeine")))
        .check(CLASSES);
  }

  /** A striped counter allocates where threads collide: an update between two steps of a lock could fail for lack of memory. */
  @Test
  void onlyTheCountersOfLookUpsAreStriped() {
    Set<String> striped =
        CLASSES.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(dependency -> isStriped(dependency.getTargetClass()))
            .map(dependency -> dependency.getOriginClass().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of("TreeCounters"), striped);
    assertEquals(
        Set.of("lookups", "misses"),
        CLASSES.get("org.vmalock.tree.TreeCounters").getFields().stream()
            .filter(field -> isStriped(field.getRawType()))
            .map(JavaField::getName)
            .collect(Collectors.toSet()));
  }

  private static boolean isStriped(JavaClass type) {
    return type.getPackageName().equals("java.util.concurrent.atomic") && type.getSimpleName().matches("(Long|Double)(Adder|Accumulator)");
  }

  @Test
  void internalIsNotExported() {
    assertTrue(EXPORTED.contains(LIBRARY), EXPORTED.toString());
    assertTrue(!EXPORTED.contains(INTERNAL), EXPORTED.toString());
  }

  @Test
  void exportedSignaturesNameNothingInternal() {
    Set<String> violations =
        CLASSES.stream()
            .filter(ArchitectureTest::isAccessible)
            .flatMap(type -> namedBy(type).filter(named -> named.getPackageName().equals(INTERNAL)).map(named -> type.getName() + " names " + named.getName()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), violations);
  }

  private static boolean isAccessible(JavaClass type) {
    return EXPORTED.contains(type.getPackageName())
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isAccessible).orElse(true);
  }

  private static Stream<JavaClass> namedBy(JavaClass type) {
    Stream<JavaType> supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> fields = type.getFields().stream().filter(field -> isAccessible(field.getModifiers())).map(JavaField::getType);
    Stream<JavaType> members =
        type.getCodeUnits().stream().filter(unit -> isAccessible(unit.getModifiers())).flatMap(ArchitectureTest::namedBy);
    return Stream.of(supertypes, fields, members)
        .flatMap(types -> types)
        .flatMap(named -> named.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType);
  }

  private static Stream<JavaType> namedBy(JavaCodeUnit unit) {
    return Stream.of(
            Stream.of(unit.getReturnType()), unit.getParameterTypes().stream(), unit.getExceptionTypes().stream().map(type -> (JavaType) type))
        .flatMap(types -> types);
  }

  private static boolean isAccessible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static Path location() {
    try {
      return Path.of(VmaLock.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static JavaClasses importLibrary() {
    File file = LOCATION.toFile();
    if (file.isDirectory()) {
      return new ClassFileImporter().importPath(LOCATION);
    }
    try (JarFile jar = new JarFile(file)) {
      return new ClassFileImporter().importJar(jar);
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static Set<String> exportedPackages() {
    return ModuleFinder.of(LOCATION).find(LIBRARY).orElseThrow().descriptor().exports().stream()
        .filter(exports -> !exports.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toSet());
  }
}
