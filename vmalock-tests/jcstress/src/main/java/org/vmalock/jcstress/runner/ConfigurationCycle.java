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
 * The configurations of one test, in the order in which they are run, as many times round as jcstress' option {@code -f} says: first
 * every actor compiled by C2, without and with C2's randomised scheduling, then all the other mixes of compilers, JVM flags and cores,
 * shuffled.
 */
final class ConfigurationCycle {
  private final Options options;
  private final TestInfo test;
  private final List<Configuration> order = new ArrayList<>();
  private int handedOut;

  ConfigurationCycle(Options options, TestInfo test, List<SchedulingClass> schedulingClasses, Random random) {
    this.options = options;
    this.test = test;
    List<Configuration> others = new ArrayList<>();
    for (VMSupport.Config vm : VMSupport.getAvailableVMConfigs()) {
      // JDK 17 is the last to know biased locking, deprecated and off by default: half the matrix for nothing.
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

  /** Is there a configuration that has not had its {@code -f} forks? */
  boolean hasNext() {
    return handedOut < order.size() * options.getForks();
  }

  /** The next configuration; after the last one the first again, as another fork of it. */
  TestConfig next() {
    Configuration next = order.get(handedOut % order.size());
    int fork = handedOut / order.size();
    handedOut++;
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

  /** A cell of the matrix: the JVM's flags, the compiler of each actor, the core of each actor. */
  private record Configuration(VMSupport.Config vm, int compilers, SchedulingClass cores) {}
}
