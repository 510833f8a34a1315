package org.vmalock.examples.cache;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.vmalock.examples.cache.scheme.Dimensions;
import org.vmalock.examples.cache.scheme.Scheme;
import org.vmalock.examples.run.Bounds;
import org.vmalock.examples.run.Interruption;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code cache} command. */
@Command(
    name = "cache",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Reads the blocks of a file through a cache that is much smaller than the file, and compares each block with the file. Pooled"
          + " buffers are poisoned when they are freed, so that a buffer that is freed or reused while it is read is detected.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no violation",
      "1:a violation, with the observed and the allowed state; expected for --scheme atomic",
      "2:bad usage or input, reported in one line"
    })
public final class CacheCommand implements Callable<Integer> {
  @Mixin private CacheOptions options = new CacheOptions();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "length of the run in seconds; default: ${DEFAULT-VALUE}")
  private double seconds;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = "vmalock",
      description = {
        "how a buffer is protected while it is read, one of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.",
        "copy: every read copies the block inside Caffeine's atomic computation, also a hit.",
        "gc, gc-heap: each load allocates a new direct buffer, or a new buffer on the heap, which is left to the garbage collector.",
        "atomic: a hand-written count, known to be incorrect"
      })
  private Scheme scheme = Scheme.VMALOCK;

  @Mixin private ResultFile resultFile = new ResultFile();

  @Spec private CommandSpec spec;

  /** Created by the command line. */
  public CacheCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Bounds.seconds(spec, "--seconds", seconds);
    options.check();
    resultFile.checkWritable();
    try (BlockFile blocks = options.open(scheme)) {
      return run(blocks);
    } catch (IOException unreadable) {
      throw options.unreadable(unreadable);
    }
  }

  private int run(BlockFile blocks) throws InterruptedException {
    Dimensions dimensions = options.dimensions(blocks.blocks());
    if (dimensions.capacity() >= blocks.blocks()) {
      out().println("note: the whole file fits into the cache; nothing will be evicted");
    }
    CacheRun run = new CacheRun(blocks, scheme.create(dimensions, blocks), new BlockChecker(blocks, options.verification()), dimensions.readers());
    Interruption interruption = new Interruption(run::finishEarly, spec.commandLine().getErr());
    try {
      CacheResult result;
      try (LiveLine line = LiveLine.of("cache", out())) {
        result = run.run(seconds, line);
      }
      interruption.printNote(out());
      return report(dimensions, result, interruption.isInterrupted());
    } finally {
      interruption.close();
    }
  }

  private int report(Dimensions dimensions, CacheResult result, boolean interrupted) {
    CacheReport report = new CacheReport(options.fileName(), scheme, options.verification(), dimensions, result);
    report.print(out());
    result.violations().print(spec.commandLine().getErr());
    resultFile.write(report.json().put("interrupted", interrupted));
    return result.violations().count() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
