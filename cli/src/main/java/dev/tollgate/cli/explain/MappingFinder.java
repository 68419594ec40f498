package dev.tollgate.cli.explain;

/** Finds the number of the mapping that a sequence of events speaks of by device and address. */
final class MappingFinder extends Reach {

  private final int device;
  private final long bus;
  private final boolean covering;
  private final long until;
  private int found;

  /**
   * A finder of the last mapping up to a time.
   *
   * @param covering whether any that covers the page of the address will do, of any device
   * @param until in picoseconds
   */
  MappingFinder(int device, long bus, boolean covering, long until) {
    this.device = device;
    this.bus = bus;
    this.covering = covering;
    this.until = until;
  }

  /** Its number, or 0 if there is none. */
  int found() {
    return found;
  }

  @Override
  void mapped(LiveBuffer buffer) {
    boolean fits =
        covering
            ? buffer.covers(domainOf(device), bus >>> PAGE_SHIFT)
            : buffer.device() == device && buffer.bus() == bus;
    if (fits && buffer.since() <= until) {
      found = buffer.number();
    }
  }

  @Override
  void unmapped(LiveBuffer buffer) {}

  @Override
  void changed(int domain, long page) {}

  @Override
  public void accessed(int by, long busAddress, int length, boolean write, long physical) {}
}
