package org.vmalock.lazymm;

/**
 * How a domain keeps an {@link LazyContext} alive that a worker only borrows.
 *
 * <table>
 *   <caption>What each costs</caption>
 *   <tr><th scope="col">scheme</th><th scope="col">borrow and give up</th><th scope="col">the last user leaves</th>
 *       <th scope="col">freed</th></tr>
 *   <tr><td>{@link #REFCOUNT}</td><td>two updates of the shared count</td><td>nothing special</td>
 *       <td>when the last borrower leaves</td></tr>
 *   <tr><td>{@link #HAZARD}</td><td>two stores to a line of the worker's own</td>
 *       <td>a look at the workers' slots; two updates of the count if any matches</td>
 *       <td>when the last borrower leaves, or, if that crosses the scan, at its next switch or on {@link
 *       LazyDomain#settle}</td></tr>
 *   <tr><td>{@link #HAZARD_EXACT}</td><td>a store and an exchange on a line of the worker's own</td><td>the same</td>
 *       <td>when the last borrower leaves</td></tr>
 *   <tr><td>{@link #SHOOTDOWN}</td><td>two stores to a line of the worker's own</td>
 *       <td>asks every borrower to let go, wakes it if it sleeps, and waits within a bound</td>
 *       <td>when {@link LazyContext#releaseUse} returns, if all have answered</td></tr>
 * </table>
 *
 * <p>What the application sees is the same in all of them: a borrowed resource is not released before its borrower has left it,
 * and all that a borrower did happens-before the release action. No scheme promises any other order: taking or leaving a borrowed
 * {@code LazyContext} is no fence.
 */
public enum Scheme {
  /** Every borrower holds a counted reference. Exact, and two updates of a line that all workers share. */
  REFCOUNT(Worker.COUNTED),

  /** A borrower publishes a hazard, which the last user turns into a counted reference, handed over to the worker. */
  HAZARD(Worker.STORED),

  /** Like {@link #HAZARD}, but the worker leaves by an exchange and sees at that moment what was handed over. */
  HAZARD_EXACT(Worker.EXCHANGED),

  /**
   * The last user asks the workers to let go. They answer at their next switch, {@link Worker#finishSwitch} or {@link Worker#park};
   * what is not answered within the domain's bound is handed over as with {@link #HAZARD}.
   */
  SHOOTDOWN(Worker.STORED);

  /** How a worker that borrows under this scheme holds its reference. */
  final int form;

  Scheme(int form) {
    this.form = form;
  }
}
