package org.vmalock.jcstress.runner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.vm.CompileMode;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * Iterator over the configurations of one test, repeated as often as jcstress' option {@code -f} says. First come the
 * configurations with every actor compiled by C2, without and with C2's randomised scheduling; then all other mixes of compilers,
 * JVM flags and cores, shuffled.
 */
final class ConfigurationCycle {
  private final Options options;
  private final TestInfo test;
  private final List<Configuration> order = new ArrayList<>();
  private int issued;

  ConfigurationCycle(Options options, TestInfo test, List<SchedulingClass> schedulingClasses, Random random) {
    this.options = options;
    this.test = test;
    List<Configuration> others = new ArrayList<>();
    for (VMSupport.Config vm : VMSupport.getAvailableVMConfigs()) {
      // JDK 17 still has biased locking, deprecated and off by default: it would double the matrix without testing anything.
      if (vm.args().contains("-XX:+UseBiasedLocking")) {
        continue;
      }
      for (SchedulingClass cores : schedulingClasses) {
        for (int compilers : compileModes()) {
          if (!vm.onlyIfC2() || CompileMode.hasC2(compilers, test.threads())) {
            (isAllC2(compilers) ? order : others).add(new Configuration(vm, compilers, cores));
          }
        }
      }
    }
    Collections.shuffle(others, random);
    order.addAll(others);
  }

  /** Returns the name of the test. */
  String name() {
    return test.name();
  }

  /** Returns true if some configuration has not had its {@code -f} forks. */
  boolean hasNext() {
    return issued < order.size() * options.getForks();
  }

  /** Returns the next configuration; after the last one, another fork of the first. */
  TestConfig next() {
    Configuration next = order.get(issued % order.size());
    int fork = issued / order.size();
    issued++;
    return new TestConfig(options, test, fork, next.vm.args(), next.compilers, next.cores);
  }

  private int[] compileModes() {
    if (options.isSplitCompilation() && VMSupport.compilerDirectivesAvailable()) {
      return CompileMode.casesFor(test.threads(), VMSupport.c1Available(), VMSupport.c2Available());
    }
    return new int[] {CompileMode.UNIFIED};
  }

  private boolean isAllC2(int compilers) {
    for (int actor = 0; actor < test.threads(); actor++) {
      if (!CompileMode.isC2(compilers, actor)) {
        return false;
      }
    }
    return true;
  }

  /** One configuration: the JVM flags, the compiler of each actor, the core of each actor. */
  private record Configuration(VMSupport.Config vm, int compilers, SchedulingClass cores) {}
}
