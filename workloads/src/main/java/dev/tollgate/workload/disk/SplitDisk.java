package dev.tollgate.workload.disk;

import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.spi.GuestSignals;
import dev.tollgate.workload.split.SplitParts;

/**
 * A disk split between two guests: the real one's driver, a block layer and the back end in one,
 * the front end in the other, whose block layer sees a driver like any other.
 */
final class SplitDisk {

  private final DiskDriver real;
  private final BlockFrontEnd front;
  private final BlockBackEnd back;

  /**
   * Both ends, connected.
   *
   * @param real the real disk's driver
   * @param layer the block layer over it
   * @param sectors sectors of 512 bytes that the disk has
   * @throws dev.tollgate.core.error.BadInputException if there is no memory for the ring
   */
  SplitDisk(SplitParts parts, DiskDriver real, BlockLayer layer, long sectors) {
    this.real = real;
    this.front = new BlockFrontEnd(parts);
    this.back = new BlockBackEnd(parts, front, layer, sectors, 0);
    GuestSignals signals = parts.signals();
    int frontGuest = parts.front().number();
    int backGuest = parts.back().number();
    back.connect(signals.connect(backGuest, frontGuest, 0, front.handler()));
    front.connect(signals.connect(frontGuest, backGuest, back.cpu(), back.handler()));
  }

  /** The driver that the guest's block layer sees. */
  BlockFrontEnd front() {
    return front;
  }

  /** Lets go of the guest's pages, then takes them back, and stops the real driver. */
  void close() {
    back.close();
    front.close();
    real.close();
  }

  /** Reports what the back end and the real driver did; the front end reports for itself. */
  void report(MetricSink sink) {
    back.report(sink);
    real.report(sink);
  }
}
