package org.vmalock.jcstress.runner;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.TestExecutor;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskWriteCollector;
import org.openjdk.jcstress.infra.collectors.MuxCollector;
import org.openjdk.jcstress.infra.collectors.SerializedBufferCollector;
import org.openjdk.jcstress.infra.collectors.TestResultCollector;
import org.openjdk.jcstress.infra.grading.ConsoleReportPrinter;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.OSSupport;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.os.topology.PresetRegularTopology;
import org.openjdk.jcstress.os.topology.Topology;
import org.openjdk.jcstress.os.topology.TopologyParseException;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * Main class that runs jcstress within a time budget and omits no test.
 *
 * <p>The main class of jcstress 0.16 forks every test once for every mix of compilers and JVM flags, and omits a test that has
 * more actors than the machine has cores. This class runs the tests in rounds. Each round runs each test once, in its next
 * configuration. The run ends when all configurations have run or when the budget would be exceeded by another round, but not
 * before the first round has ended. A test with more actors than cores runs on a simulated topology: its actors share the cores,
 * are not pinned, and wait for each other by yielding.
 *
 * <p>Arguments: the budget in seconds, the seed for the order of the configurations, then the options of jcstress. The results are
 * those of jcstress: a result file in the working directory, a report in the directory of {@code -r}, and exit code 1 after a
 * forbidden outcome or an error.
 */
public final class BudgetedRun {
  private final long budgetSeconds;
  private final Random random;
  private final Options options;
  private final Options yieldingOptions;
  private final List<ConfigurationCycle> fitting = new ArrayList<>();
  private final Map<ConfigurationCycle, Scheduler> oversubscribed = new LinkedHashMap<>();

  BudgetedRun(long budgetSeconds, long seed, List<String> jcstressArguments) throws IOException {
    this.budgetSeconds = budgetSeconds;
    this.random = new Random(seed);
    this.options = parse(jcstressArguments);
    List<String> yielding = new ArrayList<>(jcstressArguments);
    yielding.addAll(List.of("-spinStyle", "THREAD_YIELD"));
    this.yieldingOptions = parse(yielding);
  }

  /**
   * Runs the tests and exits with 0 if all passed, with 1 otherwise.
   *
   * @param arguments the budget in seconds, the seed, the options of jcstress
   * @throws Exception if a test fails or cannot be run, as thrown by jcstress
   */
  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    new BudgetedRun(Long.parseLong(all.get(0)), Long.parseLong(all.get(1)), all.subList(2, all.size())).run();
  }

  private static Options parse(List<String> arguments) throws IOException {
    Options options = new Options(arguments.toArray(new String[0]));
    if (!options.parse()) {
      throw new IllegalArgumentException("jcstress rejects the options " + arguments);
    }
    return options;
  }

  private void run() throws Exception {
    Scheduler machine = prepare();
    DiskWriteCollector disk = new DiskWriteCollector(options.getResultFile());
    long start = System.nanoTime();
    long used = 0;
    long lastRound = 0;
    for (int round = 1; hasNext() && (round == 1 || used + lastRound <= budgetSeconds); round++) {
      System.out.println("Round " + round + " starts after " + used + " of " + budgetSeconds + " seconds");
      runRound(machine, disk);
      long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      lastRound = now - used;
      used = now;
    }
    disk.close();
    new JCStress(options).parseResults();
  }

  /** Finds out what the machine and the JVM offer, and plans the tests; returns the scheduler of those that fit. */
  Scheduler prepare() throws TopologyParseException {
    OSSupport.init();
    VMSupport.initFlags(options);
    VMSupport.detectAvailableVMConfigs(options.isSplitCompilation(), options.getJvmArgs(), options.getJvmArgsPrepend());
    Topology topology = Topology.get();
    topology.printStatus(System.out);
    Scheduler machine = new Scheduler(topology, options.getCPUCount());
    plan(machine);
    return machine;
  }

  private void plan(Scheduler machine) throws TopologyParseException {
    int cpus = options.getCPUCount();
    for (String name : new JCStress(options).getTests()) {
      TestInfo test = TestList.getInfo(name);
      int actors = test.threads();
      List<SchedulingClass> cores = machine.scheduleClasses(actors, cpus, options.affinityMode());
      if (cores.isEmpty()) {
        System.out.println("Oversubscribed: the " + actors + " actors of " + name + " share " + cpus + " CPUs");
        Scheduler simulated = new Scheduler(new PresetRegularTopology(1, actors, 1), actors);
        cores = simulated.scheduleClasses(actors, actors, AffinityMode.NONE);
        oversubscribed.put(new ConfigurationCycle(yieldingOptions, test, cores, random), simulated);
      } else {
        fitting.add(new ConfigurationCycle(options, test, cores, random));
      }
    }
    if (fitting.isEmpty() && oversubscribed.isEmpty()) {
      throw new IllegalArgumentException("No test matches -t " + options.getTestFilter());
    }
  }

  private boolean hasNext() {
    return Stream.concat(fitting.stream(), oversubscribed.keySet().stream()).anyMatch(ConfigurationCycle::hasNext);
  }

  /** Returns the planned tests, each with its scheduler. */
  Map<ConfigurationCycle, Scheduler> tests(Scheduler machine) {
    Map<ConfigurationCycle, Scheduler> tests = new LinkedHashMap<>(oversubscribed);
    fitting.forEach(cycle -> tests.put(cycle, machine));
    return tests;
  }

  private void runRound(Scheduler machine, DiskWriteCollector disk) throws IOException {
    List<TestConfig> round = new ArrayList<>();
    for (ConfigurationCycle cycle : fitting) {
      if (cycle.hasNext()) {
        round.add(cycle.next());
      }
    }
    Collections.shuffle(round, random);
    execute(round, machine, disk);
    for (Map.Entry<ConfigurationCycle, Scheduler> entry : oversubscribed.entrySet()) {
      if (entry.getKey().hasNext()) {
        execute(List.of(entry.getKey().next()), entry.getValue(), disk);
      }
    }
  }

  /** Runs configurations, and passes their results to a collector. */
  void execute(List<TestConfig> configs, Scheduler scheduler, TestResultCollector results) throws IOException {
    if (configs.isEmpty()) {
      return;
    }
    PrintWriter console = new PrintWriter(System.out, true, Charset.defaultCharset());
    ConsoleReportPrinter printer = new ConsoleReportPrinter(options, console, configs.size());
    SerializedBufferCollector sink = new SerializedBufferCollector(MuxCollector.of(printer, results));
    TestExecutor executor = new TestExecutor(options.verbosity(), sink, scheduler);
    printer.setExecutor(executor);
    executor.runAll(new ArrayList<>(configs));
    sink.close();
    printer.printFinishLine();
  }
}
