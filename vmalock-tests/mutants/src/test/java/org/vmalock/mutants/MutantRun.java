package org.vmalock.mutants;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vmalock.models.Models;

/** Compiles a mutant, runs its tests in a JVM of their own, and decides whether it was noticed. */
final class MutantRun {
  /** Runs after which a mutant is given up: a test of a race does not meet it in every run. */
  private static final int ATTEMPTS = 3;

  /** The package of the tests whose JVM has the flags of the diagnostics. */
  private static final String MISTAKES = "debug.mistakes.";

  private final MutantCompiler compiler;
  private final Path work;
  private final List<String> jvmFlags;
  private final List<String> diagnosticsFlags;
  private final long limitSeconds;

  MutantRun(MutantCompiler compiler, Path work, List<String> jvmFlags, List<String> diagnosticsFlags, long limitSeconds) {
    this.compiler = compiler;
    this.work = work;
    this.jvmFlags = jvmFlags;
    this.diagnosticsFlags = diagnosticsFlags;
    this.limitSeconds = limitSeconds;
  }

  /** Returns whether a test or a model has to notice the mutant. */
  boolean concerns(Mutant mutant) {
    return !mutant.targets(Noticer.Kind.TEST).isEmpty() || !mutant.targets(Noticer.Kind.MODEL).isEmpty();
  }

  /** Runs the tests of a mutant. */
  Verdict run(Mutant mutant) throws IOException, InterruptedException {
    long start = System.nanoTime();
    String tests = runTests(mutant);
    String by = tests.startsWith(TestJvm.NOTICED) ? "test: " + tests.substring(TestJvm.NOTICED.length()) : noticedByModel(mutant);
    return new Verdict(mutant, by != null, by != null ? by : tests, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  /**
   * Runs all tests of the mutants on the library as it is.
   *
   * @return the lines of the tests that failed
   */
  List<String> runControl(List<Mutant> mutants) throws IOException, InterruptedException {
    Set<String> targets = new LinkedHashSet<>();
    for (Mutant mutant : mutants) {
      targets.addAll(targets(mutant));
    }
    Path classes = work.resolve("none");
    compiler.compileTests(null, MutantCompiler.CONTROL_PREFIX, testClasses(targets), classes);
    List<String> lines = new ArrayList<>();
    for (Set<String> part : Stream.of(true, false).map(mistakes -> part(targets, mistakes)).filter(part -> !part.isEmpty()).toList()) {
      if (!fork(classes, MutantCompiler.CONTROL_PREFIX, part, limitSeconds * 20, false, lines)) {
        lines.add("the tests of the library as it is have not ended");
      }
    }
    lines.removeIf(line -> line.startsWith(TestJvm.ENDED));
    return lines;
  }

  private static Set<String> part(Set<String> targets, boolean mistakes) {
    return targets.stream().filter(target -> isOfMistake(target) == mistakes).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean isOfMistake(String target) {
    return target.startsWith(MISTAKES);
  }

  /** Returns the line of the first test that notices the mutant; otherwise what happened. */
  private String runTests(Mutant mutant) throws IOException, InterruptedException {
    Set<String> targets = targets(mutant);
    if (targets.isEmpty()) {
      return "no test";
    }
    Path classes = work.resolve(mutant.name());
    compiler.compileTests(mutant, mutant.packagePrefix(), testClasses(targets), classes);
    String last = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      last = runOnce(mutant, classes, targets);
      if (last.startsWith(TestJvm.NOTICED)) {
        return last;
      }
    }
    return last;
  }

  private String runOnce(Mutant mutant, Path classes, Set<String> targets) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    boolean ended = fork(classes, mutant.packagePrefix(), targets, limitSeconds, true, lines);
    return lines.stream()
        .filter(line -> line.startsWith(TestJvm.NOTICED))
        .findFirst()
        .orElse(ended ? lines.isEmpty() ? "the tests did not run" : lines.get(0) : "not ended after " + limitSeconds + " s");
  }

  private static @Nullable String noticedByModel(Mutant mutant) {
    for (Noticer noticer : mutant.noticedBy()) {
      if (noticer.kind() == Noticer.Kind.MODEL) {
        if (!Models.hasMutant(noticer.target())) {
          throw new CatalogueException(mutant.name() + ": no run of the models that must show a violation is named '" + noticer.target() + "'");
        }
        return noticer + " (the processor cannot show it)";
      }
    }
    return null;
  }

  private static Set<String> targets(Mutant mutant) {
    return new LinkedHashSet<>(mutant.targets(Noticer.Kind.TEST));
  }

  private static Set<String> testClasses(Set<String> targets) {
    return targets.stream()
        .map(target -> target.replaceFirst("#.*", ""))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Runs tests in a JVM, until the first one that notices if that is enough; returns whether the JVM has ended by itself. */
  private boolean fork(Path classes, String prefix, Set<String> targets, long seconds, boolean firstIsEnough, List<String> lines)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    if (targets.stream().allMatch(MutantRun::isOfMistake)) {
      command.addAll(diagnosticsFlags);
    }
    command.add("-cp");
    command.add(MutantCompiler.classPath(classes) + File.pathSeparator + System.getProperty("java.class.path"));
    command.add(TestJvm.class.getName());
    targets.forEach(target -> command.add(prefix + "org.vmalock." + target));
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Thread reader = new Thread(() -> readLines(process, firstIsEnough, lines), "lines of " + prefix);
    reader.start();
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    reader.join();
    return ended;
  }

  private static void readLines(Process process, boolean firstIsEnough, List<String> lines) {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(TestJvm.NOTICED) || line.startsWith(TestJvm.TIMED_OUT) || line.startsWith(TestJvm.ENDED)) {
          lines.add(line);
        }
        if (firstIsEnough && line.startsWith(TestJvm.NOTICED)) {
          process.destroyForcibly();
          return;
        }
      }
    } catch (IOException e) {
      lines.add("the output of the tests ended early: " + e);
    }
  }
}
