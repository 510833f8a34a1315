package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vmalock.VmaLock;
import org.vmalock.caffeine.absent.WithoutCaffeine;
import org.vmalock.debug.ForkedJvm;

/** The library works without Caffeine. */
class OptionalCaffeineTest {
  @Test
  void libraryWorksOnTheClassPathWithoutCaffeine() throws Exception {
    String path = path(VmaLock.class) + System.getProperty("path.separator") + path(WithoutCaffeine.class);
    assertEquals("Caffeine absent, module unnamed", ForkedJvm.runOnPath(path, List.of(), WithoutCaffeine.class).strip());
  }

  @Test
  void libraryWorksAsAModuleWithoutCaffeine() throws Exception {
    List<String> asModule = List.of("-p", path(VmaLock.class).toString(), "--add-modules", "org.vmalock");
    String path = path(WithoutCaffeine.class).toString();
    assertEquals("Caffeine absent, module org.vmalock", ForkedJvm.runOnPath(path, asModule, WithoutCaffeine.class).strip());
  }

  @Test
  void programDetectsCaffeineOnTheClassPath() throws Exception {
    assertEquals("Caffeine present, module unnamed", ForkedJvm.run(List.of(), WithoutCaffeine.class).strip());
  }

  @Test
  void moduleDoesNotRequireCaffeineAtRunTime() throws Exception {
    ModuleDescriptor library = ModuleFinder.of(path(VmaLock.class)).find("org.vmalock").orElseThrow().descriptor();
    String caffeine = ModuleFinder.of(path(Caffeine.class)).findAll().iterator().next().descriptor().name();
    Set<ModuleDescriptor.Requires.Modifier> modifiers = library.requires().stream()
        .filter(requires -> requires.name().equals(caffeine))
        .findFirst()
        .orElseThrow()
        .modifiers();
    assertTrue(modifiers.contains(ModuleDescriptor.Requires.Modifier.STATIC), modifiers::toString);
  }

  private static Path path(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
