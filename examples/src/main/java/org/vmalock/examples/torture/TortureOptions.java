package org.vmalock.examples.torture;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmalock.examples.torture.subject.Fault;

/**
 * How hard to torture.
 *
 * @param length how long
 * @param readers how many threads read
 * @param writers how many threads write
 * @param hotplug whether threads come and go
 * @param stutter whether all threads pause from time to time and start again together
 * @param faults what is done to them besides
 * @param seed of all choices; their order in time is the scheduler's
 * @param patience how long a thread may stand still before the run fails
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
