package org.vmalock.examples.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code --json} option, which writes the result of a command to a file. */
public final class ResultFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(names = "--json", paramLabel = "FILE", description = "also write the result to a file")
  private @Nullable Path json;

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
   * Checks before the run, without changing the file, whether the result can be written.
   *
   * @throws ParameterException if it cannot
   */
  public void checkWritable() {
    if (json == null) {
      return;
    }
    Path directory = json.toAbsolutePath().getParent();
    if (Files.isDirectory(json)) {
      throw bad(json, "is a directory");
    }
    if (directory != null && !Files.isDirectory(directory)) {
      throw bad(json, "no such directory: " + directory);
    }
    if (!(Files.exists(json) ? Files.isWritable(json) : directory == null || Files.isWritable(directory))) {
      throw bad(json, "no permission to write it");
    }
  }

  /**
   * Writes the result if the option was given, after the fields that all commands have: command, version, JDK, system, processor, cores and
   * date.
   *
   * @param result the result
   * @throws ParameterException if the file cannot be written
   */
  public void write(ObjectNode result) {
    if (json == null) {
      return;
    }
    try {
      ObjectNode all = origin().setAll(result);
      Files.writeString(json, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(all) + System.lineSeparator());
    } catch (IOException unwritable) {
      throw bad(json, "cannot be written: " + reason(unwritable));
    }
  }

  private ObjectNode origin() {
    ObjectNode origin = newObject();
    origin.put("command", spec.name());
    origin.put("version", Version.number());
    origin.put("jdk", Machine.jdk());
    origin.put("system", Machine.system());
    origin.put("processor", Machine.processor());
    origin.put("cores", Machine.cores());
    origin.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return origin;
  }

  private ParameterException bad(Path file, String reason) {
    return new ParameterException(spec.commandLine(), "--json " + file + ": " + reason);
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
