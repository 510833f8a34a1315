package org.vmalock.mutants;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the races that have to notice mutants: all mutants in one run of jcstress, since each has its own packages. A race has noticed a mutant if
 * it shows a forbidden outcome, or if an actor throws an exception.
 */
final class RaceRun {
  private static final String RUNNER = "jcstress.runner.UntilForbidden";

  private static final String PACKAGE = "org.vmalock.jcstress.";

  /** The words that begin a line of the runner. */
  private static final String FORBIDDEN = "FORBIDDEN ";

  private static final String ERROR = "ERROR ";
  private static final String CLEAN = "CLEAN ";

  /** How a line says that a test JVM was ended by a time limit, which notices nothing. */
  private static final String TIMED_OUT = "TIMEOUT_ERROR";

  /** Forks after which a race is given up. */
  private static final int FORKS = 12;

  private final MutantCompiler compiler;
  private final Path work;
  private final long limitSeconds;

  RaceRun(MutantCompiler compiler, Path work, long limitSeconds) {
    this.compiler = compiler;
    this.work = work;
    this.limitSeconds = limitSeconds;
  }

  /** Runs the races of the mutants; returns one verdict for each mutant and race. */
  List<Verdict> run(List<Mutant> mutants) throws IOException, InterruptedException {
    List<Path> folders = new ArrayList<>();
    Map<String, Mutant> mutantOfRace = new LinkedHashMap<>();
    for (Mutant mutant : mutants) {
      Set<String> races = races(mutant);
      if (!races.isEmpty()) {
        folders.add(compile(mutant, mutant.packagePrefix(), topLevel(races)));
        races.forEach(race -> mutantOfRace.put(mutant.packagePrefix() + "org.vmalock." + race, mutant));
      }
    }
    if (mutantOfRace.isEmpty()) {
      return List.of();
    }
    folders.add(compile(null, MutantCompiler.CONTROL_PREFIX, Set.of(RUNNER)));
    Map<String, String> lines = fork(folders, mutantOfRace.keySet());
    List<Verdict> verdicts = new ArrayList<>();
    mutantOfRace.forEach((race, mutant) -> verdicts.add(verdict(mutant, race, lines.get(race))));
    return verdicts;
  }

  private Path compile(@Nullable Mutant mutant, String prefix, Set<String> classes) {
    Path folder = work.resolve((mutant == null ? "none" : mutant.name()) + "-races");
    compiler.compileRaces(mutant, prefix, classes, folder);
    return folder;
  }

  private static Set<String> races(Mutant mutant) {
    return mutant.targets(Noticer.Kind.RACE).stream()
        .map(target -> "jcstress." + target)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<String> topLevel(Set<String> races) {
    return races.stream().map(race -> race.replaceFirst("(jcstress\\.\\w+).*", "$1")).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Runs jcstress on the classes of all folders; returns its line for each test that it has run. */
  private Map<String, String> fork(List<Path> folders, Set<String> tests) throws IOException, InterruptedException {
    Path all = Files.createDirectories(work.resolve("races"));
    mergeTestLists(folders, all);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(all + File.pathSeparator + folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))
        + File.pathSeparator + System.getProperty("java.class.path"));
    command.add(MutantCompiler.CONTROL_PREFIX + "org.vmalock." + RUNNER);
    command.addAll(List.of(Integer.toString(FORKS), Long.toString(Long.getLong("vmalock.mutants.seed", System.nanoTime()))));
    command.addAll(List.of("-t", tests.stream().map(Pattern::quote).collect(Collectors.joining("|", "^(", ")$"))));
    command.addAll(List.of("-f", "1", "-iters", "2", "-time", "300", "-r", all.resolve("report").toString()));
    command.addAll(List.of("-jvmArgsPrepend", "-Dvmalock.race.writerTimeoutMillis=500"));
    Process process =
        new ProcessBuilder(command).directory(all.toFile()).redirectError(all.resolve("errors.log").toFile()).start();
    Map<String, String> lines = new LinkedHashMap<>();
    Thread reader = new Thread(() -> readLines(process, lines), "lines of jcstress");
    reader.start();
    process.waitFor(limitSeconds * tests.size(), TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    reader.join();
    return lines;
  }

  /** Writes the list that jcstress looks for to a folder that comes first on the class path. */
  private static void mergeTestLists(List<Path> folders, Path all) throws IOException {
    Path list = Path.of("META-INF", "TestList");
    StringBuilder merged = new StringBuilder();
    for (Path folder : folders) {
      if (Files.exists(folder.resolve(list))) {
        merged.append(Files.readString(folder.resolve(list)));
      }
    }
    Files.createDirectories(all.resolve(list).getParent());
    Files.writeString(all.resolve(list), merged);
  }

  /** Keeps the lines of the runner, by the name of the test. */
  private static void readLines(Process process, Map<String, String> lines) {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(FORBIDDEN) || line.startsWith(ERROR) || line.startsWith(CLEAN)) {
          lines.put(line.split(" ", 3)[1], line);
        }
      }
    } catch (IOException e) {
      lines.put("", "the output of jcstress ended early: " + e);
    }
  }

  /** Reads a line {@code WORD test milliseconds outcomes}. */
  private static Verdict verdict(Mutant mutant, String race, @Nullable String line) {
    String name = race.substring(race.indexOf(PACKAGE) + PACKAGE.length());
    if (line == null) {
      return new Verdict(mutant, false, "race: " + name + " has not ended", 0);
    }
    String[] words = line.split(" ", 4);
    boolean noticed = line.startsWith(FORBIDDEN) || (line.startsWith(ERROR) && !line.contains(TIMED_OUT));
    return new Verdict(mutant, noticed, "race: " + name + " " + words[3], Long.parseLong(words[2]));
  }
}
