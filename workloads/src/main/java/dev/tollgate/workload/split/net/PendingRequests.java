package dev.tollgate.workload.split.net;

/**
 * Transmit requests of the guest that the back end has taken and not answered: netback's pending
 * table of {@value #PLACES} places, MAX_PENDING_REQS. Requests of a packet lie one behind the
 * other; a place is free again when it and all before it are answered.
 */
final class PendingRequests {

  /** MAX_PENDING_REQS. */
  static final int PLACES = 256;

  private static final int MASK = PLACES - 1;

  /** Grant of each request. */
  final int[] grant = new int[PLACES];

  /** First byte within the granted page. */
  final int[] offset = new int[PLACES];

  /** Bytes of the page that are part of the packet. */
  final int[] length = new int[PLACES];

  /** The guest's own number of the request. */
  final int[] id = new int[PLACES];

  /** Handle of its mapping. */
  final int[] handle = new int[PLACES];

  /** Bus address of the page for devices, where its mapping was asked to give one. */
  final long[] busAddress = new long[PLACES];

  private final boolean[] answered = new boolean[PLACES];
  private int end;
  private int begin;

  /** Places left. */
  int room() {
    return PLACES - (end - begin);
  }

  /** Takes the next place; its index. */
  int take() {
    int index = end++ & MASK;
    answered[index] = false;
    return index;
  }

  /** The place {@code ahead} places behind {@code index}. */
  static int after(int index, int ahead) {
    return (index + ahead) & MASK;
  }

  /** A request was answered. */
  void release(int index) {
    answered[index] = true;
    while (begin != end && answered[begin & MASK]) {
      begin++;
    }
  }
}
