package dev.tollgate.core.machine;

import java.util.Arrays;

/**
 * An I/O bus in simulated time: devices take turns on it, and the bridge in front of it can bring
 * it to a standstill.
 *
 * <p><b>Devices</b> ask {@link #grantedAt} before they begin what can wait, such as the bytes of a
 * frame, and {@link #transfer} books the time of each access. What has begun comes to its end
 * whatever the bridge does.
 *
 * <p><b>The bridge</b> says {@link #stop} and {@link #restart} at the {@linkplain
 * Processors#localTime local time} of the CPU that programs it. A CPU's piece of work is simulated
 * whole when it begins, so standstills are known before they come; no device gets onto the bus
 * during one. For the same reason nobody knows yet, at a stop, which accesses will be under way
 * then: those under way when the CPU's piece began stand for them, each with as much time still to
 * go ({@link #writesLeft}, {@link #readsLeft}).
 *
 * <p>Where no CPU takes time, as when a trace drives the machine, a standstill has no length and
 * nothing waits.
 */
public final class IoBus {

  /** Reads under way that are remembered: as many as Calgary's split queue register shows. */
  private static final int READS_KEPT = 8;

  private final IoBusTiming timing;
  private final SimulatedClock clock;

  private long freeAt;
  private long busyPicoseconds;
  private final long[] readEnds = new long[READS_KEPT];
  private int oldestRead;

  // Standstills that are not over yet, the first one first.
  private long[] from = new long[16];
  private long[] to = new long[16];
  private int first;
  private int count;
  private long stoppedAt;
  private boolean stopped;

  IoBus(IoBusTiming timing, SimulatedClock clock) {
    this.timing = timing;
    this.clock = clock;
  }

  /** Whether accesses take time on it. */
  public boolean isTimed() {
    return timing.isTimed();
  }

  /** Picoseconds, now or later, at which the bus does not stand still. */
  public long runsAt() {
    return afterStandstills(clock.now());
  }

  /** Picoseconds, now or later, at which a device gets onto the bus: it is free, and it runs. */
  public long grantedAt() {
    return afterStandstills(Math.max(clock.now(), freeAt));
  }

  private long afterStandstills(long time) {
    long now = clock.now();
    while (count > 0 && to[first] <= now) {
      first = (first + 1) & (from.length - 1);
      count--;
    }
    long granted = time;
    for (int i = 0; i < count; i++) {
      int slot = (first + i) & (from.length - 1);
      if (from[slot] > granted) {
        break;
      }
      granted = Math.max(granted, to[slot]);
    }
    return granted;
  }

  /**
   * A device's access takes its turn, behind all that have begun. A read begins when the device's
   * access before it is across; a write is posted and waits for the bus only.
   *
   * @param before picoseconds at which the device's access before this one is across
   * @return picoseconds at which this one and those before it are across
   */
  public long transfer(long before, long bytes, boolean write) {
    if (!timing.isTimed()) {
      return before;
    }
    long now = clock.now();
    long occupancy = write ? timing.writeOccupancy(bytes) : timing.readOccupancy(bytes);
    freeAt = Math.max(now, freeAt) + occupancy;
    busyPicoseconds += occupancy;
    if (write) {
      return Math.max(freeAt, before);
    }
    long end = Math.max(freeAt, Math.max(now, before) + occupancy) + timing.readPicoseconds();
    readEnds[oldestRead] = end;
    oldestRead = (oldestRead + 1) % READS_KEPT;
    return end;
  }

  /**
   * The bridge reads memory for itself, a table entry, before the access under way can go on: the
   * bus waits for as long as a device's read does.
   */
  public void fetch() {
    if (timing.isTimed()) {
      freeAt = Math.max(clock.now(), freeAt) + timing.readPicoseconds();
      busyPicoseconds += timing.readPicoseconds();
    }
  }

  /**
   * No device gets onto the bus from {@code time} on.
   *
   * @param time picoseconds, not before the end of the last standstill
   */
  public void stop(long time) {
    if (!stopped) {
      stopped = true;
      stoppedAt = time;
    }
  }

  /** Devices get onto the bus from {@code time} on. */
  public void restart(long time) {
    if (!stopped) {
      return;
    }
    stopped = false;
    if (time <= stoppedAt) {
      return;
    }
    if (count == from.length) {
      grow();
    }
    int slot = (first + count++) & (from.length - 1);
    from[slot] = stoppedAt;
    to[slot] = time;
  }

  private void grow() {
    int capacity = from.length;
    long[] moreFrom = Arrays.copyOf(from, 2 * capacity);
    long[] moreTo = Arrays.copyOf(to, 2 * capacity);
    for (int i = 0; i < capacity; i++) {
      int slot = (first + i) & (capacity - 1);
      moreFrom[i] = from[slot];
      moreTo[i] = to[slot];
    }
    from = moreFrom;
    to = moreTo;
    first = 0;
  }

  /** Picoseconds for which accesses under way still take the bus. */
  public long writesLeft() {
    return Math.max(0, freeAt - clock.now());
  }

  /** Reads under way, 0 to 8, that still are after so many picoseconds. */
  public int readsLeft(long elapsed) {
    int left = 0;
    for (long end : readEnds) {
      if (end - clock.now() > elapsed) {
        left++;
      }
    }
    return left;
  }

  /** Picoseconds for which accesses took it. */
  public long busyPicoseconds() {
    return busyPicoseconds;
  }
}
