package dev.tollgate.workload.split.ring;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * The front end's view of a ring: it makes requests and takes responses.
 *
 * <p>What the page says is what the back end, or anybody else who can write there, says: numbers
 * that cannot be are not believed, so that no slot is used twice at a time whatever they are.
 */
public final class FrontRing {

  private final PhysicalMemory memory;
  private final long page;
  private final RingLayout layout;
  private int produced;
  private int consumed;

  /** A ring on the page at physical address {@code page}, whose contents {@link #start} makes. */
  public FrontRing(PhysicalMemory memory, long page, RingLayout layout) {
    this.memory = memory;
    this.page = page;
    this.layout = layout;
  }

  /** Makes the ring empty, with both sides to be told of the very next entry. */
  public void start() {
    start(0);
  }

  /** Makes the ring empty, all numbers beginning with {@code first}. */
  void start(int first) {
    memory.fill(page, PhysicalMemory.FRAME_BYTES, (byte) 0);
    memory.writeIntLittleEndian(page + RingLayout.REQUESTS_PRODUCED, first);
    memory.writeIntLittleEndian(page + RingLayout.RESPONSES_PRODUCED, first);
    memory.writeIntLittleEndian(page + RingLayout.REQUEST_EVENT, first + 1);
    memory.writeIntLittleEndian(page + RingLayout.RESPONSE_EVENT, first + 1);
    produced = first;
    consumed = first;
  }

  /** Requests that can still be made before responses are taken. */
  public int room() {
    return layout.slots() - (produced - consumed);
  }

  /** Requests made and not answered yet, those not pushed included. */
  public int outstanding() {
    return produced - consumed;
  }

  /**
   * Begins a request.
   *
   * @return address of its slot, to be filled before {@link #push}
   * @throws IllegalStateException if there is no {@link #room}
   */
  public long nextRequest() {
    if (room() == 0) {
      throw new IllegalStateException("the ring is full");
    }
    return layout.slot(page, produced++);
  }

  /** Shows all requests begun to the back end; true if it must be notified. */
  public boolean push() {
    int old = memory.readIntLittleEndian(page + RingLayout.REQUESTS_PRODUCED);
    memory.writeIntLittleEndian(page + RingLayout.REQUESTS_PRODUCED, produced);
    int event = memory.readIntLittleEndian(page + RingLayout.REQUEST_EVENT);
    return Integer.compareUnsigned(produced - event, produced - old) < 0;
  }

  /** Responses that wait to be taken; none if the page claims more than there were requests. */
  public int responses() {
    int waiting = memory.readIntLittleEndian(page + RingLayout.RESPONSES_PRODUCED) - consumed;
    return Integer.compareUnsigned(waiting, outstanding()) > 0 ? 0 : waiting;
  }

  /**
   * Takes a response.
   *
   * @return address of its slot, which is the response's until the next request is begun
   * @throws IllegalStateException if none waits
   */
  public long nextResponse() {
    if (responses() == 0) {
      throw new IllegalStateException("no response waits");
    }
    return layout.slot(page, consumed++);
  }

  /**
   * Before sleeping: asks to be notified of the next response, then looks once more.
   *
   * @return true if one came meanwhile: do not sleep
   */
  public boolean awaitNext() {
    return await(1);
  }

  /**
   * The same for the response that comes {@code ahead} responses from now, at least 1: those before
   * it need no notification.
   */
  public boolean await(int ahead) {
    memory.writeIntLittleEndian(page + RingLayout.RESPONSE_EVENT, consumed + ahead);
    return responses() >= ahead;
  }
}
