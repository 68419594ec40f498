package dev.tollgate.workload.split.ring;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The back end's view of a ring: it takes requests and makes responses.
 *
 * <p>The other side owns the page, and may be malicious: whatever it writes there, the back end
 * never has more requests in hand than the ring has slots.
 */
public final class BackRing {

  private final PhysicalMemory memory;
  private final long page;
  private final RingLayout layout;
  private int consumed;
  private int produced;

  /** A ring on the page at physical address {@code page}, from where its numbers stand now. */
  public BackRing(PhysicalMemory memory, long page, RingLayout layout) {
    this.memory = memory;
    this.page = page;
    this.layout = layout;
    this.consumed = memory.readIntLittleEndian(page + RingLayout.RESPONSES_PRODUCED);
    this.produced = consumed;
  }

  /**
   * Requests that wait to be taken, as RING_HAS_UNCONSUMED_REQUESTS counts them: never more than
   * there is room to answer.
   */
  public int requests() {
    int waiting = memory.readIntLittleEndian(page + RingLayout.REQUESTS_PRODUCED) - consumed;
    int answerable = layout.slots() - (consumed - produced);
    return Integer.compareUnsigned(waiting, answerable) > 0 ? answerable : waiting;
  }

  /** Whether the page claims more requests than the ring has slots: its owner is broken. */
  public boolean overrun() {
    int waiting = memory.readIntLittleEndian(page + RingLayout.REQUESTS_PRODUCED) - produced;
    return Integer.compareUnsigned(waiting, layout.slots()) > 0;
  }

  /** Requests taken and not answered yet. */
  public int outstanding() {
    return consumed - produced;
  }

  /**
   * Takes a request.
   *
   * @return address of its slot; copy what is there once, its owner may change it at any time
   * @throws IllegalStateException if none waits
   */
  public long nextRequest() {
    if (requests() == 0) {
      throw new IllegalStateException("no request waits");
    }
    return layout.slot(page, consumed++);
  }

  /**
   * Begins a response.
   *
   * @return address of its slot, to be filled before {@link #push}
   * @throws IllegalStateException if every request taken is answered
   */
  public long nextResponse() {
    if (outstanding() == 0) {
      throw new IllegalStateException("there is nothing to answer");
    }
    return layout.slot(page, produced++);
  }

  /** Shows all responses begun to the front end; true if it must be notified. */
  public boolean push() {
    int old = memory.readIntLittleEndian(page + RingLayout.RESPONSES_PRODUCED);
    memory.writeIntLittleEndian(page + RingLayout.RESPONSES_PRODUCED, produced);
    int event = memory.readIntLittleEndian(page + RingLayout.RESPONSE_EVENT);
    return Integer.compareUnsigned(produced - event, produced - old) < 0;
  }

  /**
   * Before sleeping: asks to be notified of the next request, then looks once more.
   *
   * @return true if one came meanwhile: do not sleep
   */
  public boolean awaitNext() {
    memory.writeIntLittleEndian(page + RingLayout.REQUEST_EVENT, consumed + 1);
    return requests() > 0;
  }
}
