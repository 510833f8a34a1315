package org.vmalock.examples.compare;

import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.vmalock.examples.cache.CacheOptions;
import org.vmalock.examples.cache.scheme.Scheme;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code compare cache} command. */
@Command(
    name = "cache",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Reads a file through a cache over vmalock and over other ways to protect a buffer, and compares the rates. One of them, atomic, is"
          + " known to be incorrect.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:vmalock gave no wrong answer; those of its rivals are reported",
      "1:a wrong answer of vmalock, or a run that failed",
      "2:bad usage or input, reported in one line"
    })
public final class CompareCache implements Callable<Integer> {
  @Mixin private CacheOptions options = new CacheOptions();
  @Mixin private RoundOptions rounds = new RoundOptions();
  @Mixin private ResultFile resultFile = new ResultFile();

  @Spec private CommandSpec spec;

  /** Created by the command line. */
  public CompareCache() {}

  @Override
  public Integer call() throws InterruptedException {
    rounds.check();
    options.check(Scheme.values());
    resultFile.checkWritable();
    return new Contest(spec, options.fileName(), Stream.of(Scheme.values()).map(Scheme::toString).toList(), rounds, resultFile).call();
  }
}
