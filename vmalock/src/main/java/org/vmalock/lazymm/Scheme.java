package org.vmalock.lazymm;

/**
 * The protocol by which a domain keeps a {@link LazyContext} alive while a worker borrows it.
 *
 * <table>
 *   <caption>Costs</caption>
 *   <tr><th scope="col">scheme</th><th scope="col">borrow and release</th><th scope="col">last {@code releaseUse}</th>
 *       <th scope="col">release action runs</th></tr>
 *   <tr><td>{@link #REFCOUNT}</td><td>two updates of the shared count</td><td>no extra cost</td>
 *       <td>when the last borrowing worker releases</td></tr>
 *   <tr><td>{@link #HAZARD}</td><td>two stores to a cache line of the worker</td>
 *       <td>a scan of the workers' slots; two updates of the count if any slot matches</td>
 *       <td>when the last borrowing worker releases; if that coincides with the scan, at the worker's next switch or at {@link
 *       LazyDomain#settle}</td></tr>
 *   <tr><td>{@link #HAZARD_EXACT}</td><td>a store and an exchange on a cache line of the worker</td><td>as {@code HAZARD}</td>
 *       <td>when the last borrowing worker releases</td></tr>
 *   <tr><td>{@link #SHOOTDOWN}</td><td>two stores to a cache line of the worker</td>
 *       <td>requests every borrowing worker to release, wakes it if it is parked, and waits up to a timeout</td>
 *       <td>when {@link LazyContext#releaseUse} returns, if all workers have answered</td></tr>
 * </table>
 *
 * <p>The guarantee is the same in all schemes: a borrowed resource is not released before its borrowing worker has released it, and
 * everything that the worker did with the resource happens-before the release action. No scheme guarantees any other order:
 * beginning or ending a borrow is no fence.
 */
public enum Scheme {
  /** Every borrow holds a counted reference. Exact, and two updates of a cache line that all workers share. */
  REFCOUNT(Worker.IDLE_COUNTED),

  /** A borrow is a published hazard, which the last user converts into a counted reference in the worker's hand-off box. */
  HAZARD(Worker.IDLE_HAZARD),

  /** Like {@link #HAZARD}, but the worker releases its slot by an exchange, which returns whether the hazard was converted. */
  HAZARD_EXACT(Worker.IDLE_EXACT),

  /**
   * The last user requests the borrowing workers to release. They answer at their next switch, {@link Worker#finishSwitch} or {@link
   * Worker#park}; hazards that remain after the domain's timeout are converted as with {@link #HAZARD}.
   */
  SHOOTDOWN(Worker.IDLE_HAZARD);

  /** The state of a worker that borrows under this scheme. */
  final int borrowState;

  Scheme(int borrowState) {
    this.borrowState = borrowState;
  }
}
