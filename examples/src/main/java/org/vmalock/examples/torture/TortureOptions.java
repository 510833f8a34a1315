package org.vmalock.examples.torture;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmalock.examples.torture.subject.Fault;

/**
 * The options of a torture run.
 *
 * @param length the length of the run
 * @param readers the number of reading threads
 * @param writers the number of writing threads
 * @param hotplug whether threads are stopped and started during the run
 * @param stutter whether all threads pause occasionally and resume together
 * @param faults the faults to inject
 * @param seed the seed of all random choices; thread scheduling remains random
 * @param patience the time without progress of a thread after which the run fails
 */
record TortureOptions(
    Duration length,
    int readers,
    int writers,
    boolean hotplug,
    boolean stutter,
    Set<Fault> faults,
    long seed,
    Duration patience) {
  TortureOptions {
    faults = Set.copyOf(faults);
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  TortureOptions withLength(Duration other) {
    return new TortureOptions(other, readers, writers, hotplug, stutter, faults, seed, patience);
  }

  TortureOptions withFaults(Set<Fault> others) {
    return new TortureOptions(length, readers, writers, hotplug, stutter, others, seed, patience);
  }

  String describe() {
    return readers
        + (readers == 1 ? " reader, " : " readers, ")
        + writers
        + (writers == 1 ? " writer" : " writers")
        + (hotplug ? ", hotplug" : "")
        + (stutter ? ", stutter" : "")
        + (faults.isEmpty() ? "" : faults.stream().map(Fault::toString).sorted().collect(Collectors.joining(" ", ", faults ", "")))
        + ", seed "
        + seed;
  }
}
