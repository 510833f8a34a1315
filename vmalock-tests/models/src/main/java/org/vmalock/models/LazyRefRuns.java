package org.vmalock.models;

import static org.vmalock.models.LazyRefSetup.with;

import java.util.List;
import org.vmalock.models.LazyRefSetup.Access;
import org.vmalock.models.LazyRefSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link LazyRef}. */
final class LazyRefRuns {
  private final MemoryModel model;
  private final RunList runs;

  private LazyRefRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("lazy reference", model);
  }

  static List<Run> under(MemoryModel model) {
    LazyRefRuns all = new LazyRefRuns(model);
    all.scenarios();
    all.borrowerMutants();
    all.ownerMutants();
    if (model == MemoryModel.RA) {
      all.accessModes();
    }
    return all.runs.runs();
  }

  private void scenarios() {
    clean("2 borrowers, 1 slot, close", with());
    clean("2 borrowers, 1 slot, replace and close", with(Option.REPLACE));
    clean("2 borrowers, 2 slots, replace and close", with(Option.REPLACE).slots(2));
    clean("1 borrower borrows twice, replace and close", with(Option.REPLACE).borrowers(1).attempts(2));
    clean("2 borrowers, 1 slot, 2 threads close", with(Option.CLOSED_BY_ANOTHER_THREAD));
    clean("1 borrower, replace, 2 threads close", with(Option.REPLACE, Option.CLOSED_BY_ANOTHER_THREAD).borrowers(1));
    if (model == MemoryModel.RA) {
      clean("the same, the payload is the second resource", with(Option.REPLACE, Option.PAYLOAD_OF_SECOND));
    }
  }

  private void borrowerMutants() {
    mutant("no validation", with(Option.NO_VALIDATION));
    mutant("validated before the claim", with(Option.VALIDATED_BEFORE_CLAIM));
    mutantIf(model != MemoryModel.SC, "claimed by a release store", with(Option.CLAIMED_BY_STORE).borrowers(1));
    mutant("released by a store", with(Option.RELEASED_BY_STORE).borrowers(1));
    mutant("a failed attempt clears the slot by a store", with(Option.FAILED_ATTEMPT_CLEARED_BY_STORE).borrowers(1));
    mutant("counted although the count is zero", with(Option.COUNTED_FROM_ZERO));
    mutant("one token for both resources", with(Option.REPLACE, Option.ONE_TOKEN_FOR_ALL).borrowers(1));
  }

  private void ownerMutants() {
    mutant("scanned before the exchange", with(Option.SCANNED_BEFORE_EXCHANGE).borrowers(1));
    mutant("no scan", with(Option.NO_SCAN).borrowers(1));
    mutant("counted after the conversion", with(Option.COUNTED_AFTER_CONVERSION).borrowers(1));
    mutant("the owner reference is dropped before the scan", with(Option.OWNER_REFERENCE_DROPPED_FIRST).borrowers(1));
    mutant("a failed conversion keeps its count", with(Option.NOT_REDUCED_BY_FAILED_CONVERSION).borrowers(1));
  }

  /**
   * Each of the four accesses of the Dekker pair, the conversion and the release. A conversion that fails has to acquire what the
   * borrower did before its release.
   */
  private void accessModes() {
    mutant("claimed by a release compare-and-set", oneBorrower().mode(Access.CLAIM, Mode.RELEASE));
    mutant("validated by an acquire load", oneBorrower().mode(Access.VALIDATION, Mode.ACQUIRE));
    mutant("current is exchanged by a release read-modify-write", oneBorrower().mode(Access.EXCHANGE_OF_CURRENT, Mode.RELEASE));
    mutant("scanned by acquire loads", oneBorrower().mode(Access.SCAN, Mode.ACQUIRE));
    mutant("released by an acquire exchange", oneBorrower().mode(Access.RELEASE, Mode.ACQUIRE));
    mutant("converted by a release compare-and-set", oneBorrower().mode(Access.CONVERSION, Mode.RELEASE));
    clean("converted by an acquire compare-and-set", with(Option.REPLACE).mode(Access.CONVERSION, Mode.ACQUIRE));
    clean("released by a release exchange", with(Option.REPLACE).mode(Access.RELEASE, Mode.RELEASE));
  }

  private static LazyRefSetup oneBorrower() {
    return with().borrowers(1);
  }

  private void clean(String name, LazyRefSetup setup) {
    runs.clean(name, () -> new LazyRef(setup));
  }

  private void mutant(String name, LazyRefSetup setup) {
    runs.mutant(name, () -> new LazyRef(setup));
  }

  private void mutantIf(boolean shown, String name, LazyRefSetup setup) {
    runs.mutantIf(shown, name, () -> new LazyRef(setup));
  }
}
