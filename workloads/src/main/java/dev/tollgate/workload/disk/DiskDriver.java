package dev.tollgate.workload.disk;

import dev.tollgate.core.metric.MetricSink;

/** The driver of a disk, as the block layer sees it. */
interface DiskDriver {

  /** What it takes in one request. */
  DiskLimits limits();

  /** Says who hears of requests that are done. */
  void listen(Listener listener);

  /**
   * Maps a request and puts its command where the device will find it.
   *
   * @return false if the device has as many commands as it takes, or nothing could be mapped; then
   *     the request is offered again when another one is done
   */
  boolean issue(BlockRequest request);

  /** Tells the device of the commands that the running CPU put there. */
  void commit();

  /** Gives back what the driver holds; nothing is in flight any more. */
  void close();

  /** Reports the driver's figures. */
  void report(MetricSink sink);

  /** The block layer, as drivers see it. Called in the interrupt. */
  interface Listener {

    /** A request is done, its memory unmapped. */
    void served(BlockRequest request);

    /** All that the interrupt told of was {@link #served}: the device may have room again. */
    void roomAgain();
  }
}
