package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vmalock.examples.Main;

/** Results of real runs, short ones, with their pages. */
final class Results {
  private Results() {}

  /**
   * The files of a run.
   *
   * @param json its result
   * @param page its page
   * @param picture the first chart of the page
   */
  record Output(JsonNode json, String page, String picture) {}

  /** Runs a command and reads its files. */
  static Output run(Path directory, String... arguments) throws IOException {
    Path json = directory.resolve("run.json");
    Path page = directory.resolve("run.html");
    Path picture = directory.resolve("run.svg");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--json", json.toString(), "--report", page.toString(), "--picture", picture.toString()));
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    int exitCode = Main.commandLine().setOut(writer).setErr(writer).execute(all.toArray(new String[0]));
    if (exitCode != 0) {
      throw new AssertionError(exitCode + ": " + out);
    }
    return new Output(new ObjectMapper().readTree(json.toFile()), Files.readString(page), Files.readString(picture));
  }
}
