package dev.tollgate.core.spi;

/**
 * Several calls of a guest in one crossing, where the hypervisor offers {@link
 * HypervisorCapability#BATCHES}.
 *
 * <p>Calls that a guest makes between {@link #begin} and {@link #issue} are put on a list and
 * carried out in order when the list is issued; only then are their results there. One that fails
 * does not stop those behind it.
 */
public interface CallBatches {

  /**
   * Begins a list of calls of guest {@code guest}.
   *
   * @throws IllegalStateException if one was begun already: lists do not nest
   */
  void begin(int guest);

  /**
   * Makes the crossing, unless the list is empty.
   *
   * @return how many calls were on the list
   */
  int issue(int guest);
}
