package org.vmalock.examples.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.report.Report;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The options {@code --json}, {@code --report} and {@code --picture}, which write the result of a command to files. */
public final class ResultFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern PLAIN_WORD = Pattern.compile("[\\p{L}\\d_@%+=:,./-]+");

  @Option(names = "--json", paramLabel = "FILE", description = "also write the result to a file")
  private @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "PAGE",
      description = "also write a page with charts and tables to an HTML file, which needs no other file")
  private @Nullable Path report;

  @Option(names = "--picture", paramLabel = "FILE", description = "also write the first chart of the page to an SVG file")
  private @Nullable Path picture;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Created by the command line. */
  public ResultFile() {}

  /**
   * Creates a JSON object for a result.
   *
   * @return an empty object
   */
  public static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  /**
   * Checks before the run, without changing a file, whether the result can be written.
   *
   * @throws ParameterException if it cannot
   */
  public void checkWritable() {
    checkWritable("--json", json);
    checkWritable("--report", report);
    checkWritable("--picture", picture);
    Path drawn = report == null ? picture : report;
    if (drawn != null) {
      Optional<String> obstacle = Report.obstacle();
      if (obstacle.isPresent()) {
        throw bad(report == null ? "--picture" : "--report", drawn, obstacle.get());
      }
    }
  }

  private void checkWritable(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw bad(option, file, "is a directory");
    }
    if (directory != null && !Files.isDirectory(directory)) {
      throw bad(option, file, "no such directory: " + directory);
    }
    if (!(Files.exists(file) ? Files.isWritable(file) : directory == null || Files.isWritable(directory))) {
      throw bad(option, file, "no permission to write it");
    }
  }

  /**
   * Writes the result to the files whose options were given, after the fields that all commands have: command, version, JDK, system,
   * processor, cores and date. The JSON is written first.
   *
   * @param result the result
   * @throws ParameterException if a file cannot be written
   */
  public void write(ObjectNode result) {
    ObjectNode all = origin().setAll(result);
    if (json != null) {
      write("--json", json, toText(all) + System.lineSeparator());
    }
    if (report != null) {
      write("--report", report, Report.html(all));
    }
    if (picture != null) {
      write("--picture", picture, Report.picture(all));
    }
  }

  private void write(String option, Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException unwritable) {
      throw bad(option, file, "cannot be written: " + reason(unwritable));
    }
  }

  private static String toText(ObjectNode result) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private ObjectNode origin() {
    ObjectNode origin = newObject();
    origin.put("command", spec.name());
    origin.put("version", Version.number());
    origin.put("commandLine", commandLine());
    origin.put("jdk", Machine.jdk());
    origin.put("flags", String.join(" ", Machine.flags()));
    origin.put("system", Machine.system());
    origin.put("processor", Machine.processor());
    origin.put("cores", Machine.cores());
    origin.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return origin;
  }

  private String commandLine() {
    ParseResult parsed = spec.root().commandLine().getParseResult();
    List<String> words = new ArrayList<>(List.of("java"));
    words.addAll(Machine.flags());
    words.addAll(List.of("-jar", "vmalock-examples.jar"));
    words.addAll(parsed == null ? List.of(spec.name()) : parsed.originalArgs());
    return words.stream().map(ResultFile::quote).collect(Collectors.joining(" "));
  }

  /** Quotes a word for a POSIX shell, where it needs that. */
  static String quote(String word) {
    return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private ParameterException bad(String option, Path file, String reason) {
    return new ParameterException(spec.commandLine(), option + " " + file + ": " + reason);
  }

  /**
   * Returns in a few words why a file cannot be read or written.
   *
   * @param failure the exception
   * @return the reason, without the file's name where possible
   */
  public static String reason(IOException failure) {
    String reason = failure instanceof FileSystemException failed ? failed.getReason() : failure.getMessage();
    return reason == null ? failure.getClass().getSimpleName() : reason;
  }
}
