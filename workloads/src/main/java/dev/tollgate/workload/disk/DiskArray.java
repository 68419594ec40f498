package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.SimulatedClock;

/**
 * Rotating disks behind a controller that stripes data over them and answers writes from a buffer.
 *
 * <p>A spindle that is asked for another place than where its head is seeks (shortest time plus a
 * share that grows with the root of the distance, after Ruemmler and Wilkes, "An Introduction to
 * Disk Drive Modeling", IEEE Computer 1994), waits for the sector to come round, and reads at the
 * rate of its media. While it is idle after a read it goes on reading into its buffer, so that
 * sequential readers wait for the media's rate alone. Commands of one spindle are served in the
 * order of arrival; writes out of the buffer when it is idle, or when the buffer is full.
 */
final class DiskArray implements Media {

  /**
   * What kind of disks they are. Times are picoseconds, rates bytes a second.
   *
   * @param spindles disks that data are striped over
   * @param stripeBytes bytes of one stripe on one disk
   * @param capacity bytes of the whole volume
   * @param revolution one turn
   * @param shortSeek seek to the next track
   * @param longSeek seek over the whole disk
   * @param mediaRate of one disk
   * @param readAheadBytes what a disk reads on while it is idle
   * @param bufferBytes of the controller, for writes
   * @param volatileBuffer whether that is lost with the power
   * @param overhead of the controller for each command
   */
  record Geometry(
      int spindles,
      int stripeBytes,
      long capacity,
      long revolution,
      long shortSeek,
      long longSeek,
      long mediaRate,
      long readAheadBytes,
      long bufferBytes,
      boolean volatileBuffer,
      long overhead) {}

  private final Geometry geometry;
  private final ServiceUnits units;
  private final long spindleBytes;
  private final ReadAheadBuffer[] buffers;
  private final long[] lastDestaged;
  private long seeks;

  DiskArray(Geometry geometry) {
    this.geometry = geometry;
    this.units = new ServiceUnits(geometry.spindles);
    this.spindleBytes = geometry.capacity / geometry.spindles;
    this.buffers = new ReadAheadBuffer[geometry.spindles];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = new ReadAheadBuffer(geometry.readAheadBytes, geometry.mediaRate);
    }
    this.lastDestaged = new long[geometry.spindles];
  }

  @Override
  public long read(long sector, int sectors, long now) {
    long from = sector << SectorContent.SHIFT;
    long end = from + ((long) sectors << SectorContent.SHIFT);
    long done = now + geometry.overhead;
    while (from < end) {
      int piece = (int) Math.min(end - from, geometry.stripeBytes - from % geometry.stripeBytes);
      done = Math.max(done, readPiece(spindle(from), local(from), piece, now + geometry.overhead));
      from += piece;
    }
    return done;
  }

  private long readPiece(int spindle, long at, int bytes, long now) {
    ReadAheadBuffer buffer = buffers[spindle];
    long start = units.settle(spindle, now);
    long ready = buffer.hit(at, bytes, start);
    if (ready != ReadAheadBuffer.MISS) {
      return ready <= start ? now : units.occupy(spindle, now, ready - start);
    }
    long duration = position(spindle, at, start) + transfer(bytes);
    long done = units.occupy(spindle, now, duration);
    buffer.read(at, bytes, done);
    return done;
  }

  @Override
  public long write(long sector, int sectors, long now) {
    long from = sector << SectorContent.SHIFT;
    long end = from + ((long) sectors << SectorContent.SHIFT);
    long done = now + geometry.overhead;
    long share = geometry.bufferBytes / geometry.spindles;
    while (from < end) {
      int piece = (int) Math.min(end - from, geometry.stripeBytes - from % geometry.stripeBytes);
      int spindle = spindle(from);
      long at = local(from);
      done = Math.max(done, units.drain(spindle, now, Math.max(0, share - piece)));
      units.putOff(spindle, now, destage(spindle, at) + transfer(piece), piece);
      lastDestaged[spindle] = at + piece;
      buffers[spindle].drop(at, piece);
      from += piece;
    }
    return done;
  }

  @Override
  public long flush(long now) {
    long done = now + geometry.overhead;
    for (int i = 0; geometry.volatileBuffer && i < geometry.spindles; i++) {
      done = Math.max(done, units.drain(i, now, 0));
    }
    return done;
  }

  @Override
  public long busyPicoseconds() {
    return units.busyPicoseconds();
  }

  @Override
  public long sectors() {
    return geometry.capacity >>> SectorContent.SHIFT;
  }

  /** Times that a head had to move. */
  long seeks() {
    return seeks;
  }

  /** Buffered writes are sorted before they go out: about a quarter of a seek and half a turn. */
  private long destage(int spindle, long at) {
    return at == lastDestaged[spindle] ? 0 : (geometry.shortSeek + geometry.revolution) / 2;
  }

  /** Time until the head stands where the sector begins. */
  private long position(int spindle, long at, long now) {
    long distance = Math.abs(at - buffers[spindle].head());
    long seek = distance == 0 ? 0 : seek(distance);
    seeks += distance == 0 ? 0 : 1;
    long trackBytes = geometry.mediaRate * (geometry.revolution / 1000) / 1_000_000_000L;
    long angle = at % trackBytes * (geometry.revolution / trackBytes);
    long under = (now + seek) % geometry.revolution;
    long wait = angle - under;
    return seek + (wait < 0 ? wait + geometry.revolution : wait);
  }

  private long seek(long distance) {
    long thousandths = (long) Math.sqrt((double) (distance * 1000 / spindleBytes * 1000));
    return geometry.shortSeek + (geometry.longSeek - geometry.shortSeek) / 1000 * thousandths;
  }

  private long transfer(long bytes) {
    return bytes * (SimulatedClock.SECOND / 1_000_000) / (geometry.mediaRate / 1_000_000);
  }

  private int spindle(long at) {
    return (int) (at / geometry.stripeBytes % geometry.spindles);
  }

  private long local(long at) {
    long stripe = at / geometry.stripeBytes;
    return stripe / geometry.spindles * geometry.stripeBytes + at % geometry.stripeBytes;
  }
}
