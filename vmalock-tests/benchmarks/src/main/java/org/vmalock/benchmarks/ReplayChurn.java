package org.vmalock.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.vmalock.examples.Main;

/** The replay of a trace with many mapping calls, beside two readers. Prints the nanoseconds per mapping call, or per access. */
public final class ReplayChurn {
  private static final String SECONDS = "2";

  private ReplayChurn() {}

  /**
   * Runs once.
   *
   * @param args {@code per=}, and {@code mapOperations} or {@code accesses}; {@code scheme=}, and a scheme of the command {@code replay}
   * @throws IOException if the result cannot be read
   * @throws IllegalStateException if the replay has failed
   */
  public static void main(String[] args) throws IOException {
    String per = value(args[0]);
    String scheme = value(args[1]);
    Path file = Files.createTempFile("vmalock-replay", ".json");
    try {
      int code =
          Main.commandLine()
              .execute(
                  "replay", "--trace", "perl-churn", "--readers", "2", "--seconds", SECONDS, "--scheme", scheme, "--json", file.toString());
      if (code != 0) {
        throw new IllegalStateException("the replay ended with exit code " + code);
      }
      JsonNode result = new ObjectMapper().readTree(file.toFile());
      double nanos = result.get("seconds").asDouble() * TimeUnit.SECONDS.toNanos(1);
      System.out.println(nanos / result.get(per).asDouble());
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static String value(String argument) {
    return argument.substring(argument.indexOf('=') + 1);
  }
}
