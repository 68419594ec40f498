package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.SimulatedClock;

/**
 * NAND flash: dies that read or program a page at a time, in groups that share a channel, and a
 * buffer for writes.
 *
 * <p>Consecutive pages lie on consecutive dies. A read occupies the die for the time of a page
 * read, then the channel for the bytes asked for. Writes end when they are in the buffer; dies
 * program them when they are not reading, or when the buffer is full. Garbage collection is not
 * modelled.
 */
final class FlashArray implements Media {

  /**
   * What kind of flash it is. Times are picoseconds, rates bytes a second.
   *
   * @param channels groups of dies
   * @param diesPerChannel dies of each
   * @param pageBytes what a die reads or programs at once
   * @param capacity bytes of the disk
   * @param pageRead time to read a page out of the cells
   * @param pageProgram time to program one
   * @param channelRate of one channel
   * @param bufferBytes for writes
   * @param volatileBuffer whether that is lost with the power
   * @param overhead of the controller for each command
   */
  record Geometry(
      int channels,
      int diesPerChannel,
      int pageBytes,
      long capacity,
      long pageRead,
      long pageProgram,
      long channelRate,
      long bufferBytes,
      boolean volatileBuffer,
      long overhead) {}

  private final Geometry geometry;
  private final ServiceUnits dies;
  private final ServiceUnits channels;
  private final int dieCount;

  FlashArray(Geometry geometry) {
    this.geometry = geometry;
    this.dieCount = geometry.channels * geometry.diesPerChannel;
    this.dies = new ServiceUnits(dieCount);
    this.channels = new ServiceUnits(geometry.channels);
  }

  @Override
  public long read(long sector, int sectors, long now) {
    long start = now + geometry.overhead;
    long done = start;
    long from = sector << SectorContent.SHIFT;
    long end = from + ((long) sectors << SectorContent.SHIFT);
    while (from < end) {
      int piece = (int) Math.min(end - from, geometry.pageBytes - from % geometry.pageBytes);
      int die = die(from);
      long read = dies.occupy(die, start, geometry.pageRead);
      long sent = channels.occupy(die % geometry.channels, read, transfer(piece));
      done = Math.max(done, sent);
      from += piece;
    }
    return done;
  }

  @Override
  public long write(long sector, int sectors, long now) {
    long start = now + geometry.overhead;
    long done = start;
    long share = geometry.bufferBytes / dieCount;
    long from = sector << SectorContent.SHIFT;
    long end = from + ((long) sectors << SectorContent.SHIFT);
    while (from < end) {
      int piece = (int) Math.min(end - from, geometry.pageBytes - from % geometry.pageBytes);
      int die = die(from);
      done = Math.max(done, dies.drain(die, start, Math.max(0, share - piece)));
      // Small writes are gathered to whole pages: each takes its share of one.
      dies.putOff(die, start, geometry.pageProgram / geometry.pageBytes * piece, piece);
      from += piece;
    }
    return done;
  }

  @Override
  public long flush(long now) {
    long done = now + geometry.overhead;
    for (int i = 0; geometry.volatileBuffer && i < dieCount; i++) {
      done = Math.max(done, dies.drain(i, now, 0));
    }
    return done;
  }

  @Override
  public long busyPicoseconds() {
    return dies.busyPicoseconds();
  }

  @Override
  public long sectors() {
    return geometry.capacity >>> SectorContent.SHIFT;
  }

  private int die(long at) {
    return (int) (at / geometry.pageBytes % dieCount);
  }

  private long transfer(long bytes) {
    return bytes * (SimulatedClock.SECOND / 1_000_000) / (geometry.channelRate / 1_000_000);
  }
}
