package dev.tollgate.core.dma;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.IoBus;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.metric.MetricSink;
import java.util.Arrays;
import java.util.Objects;

/**
 * The devices' side of the machine: what they read and write through the IOMMU, byte for byte.
 *
 * <p>An access is split where it crosses a boundary of 4 KiB of bus addresses; each piece is
 * translated, shown to the observer and moved before the next one begins, in ascending order. A
 * piece that the IOMMU refuses, or that leads to an address without memory, ends the access as a
 * master abort does: earlier pieces have been moved, later ones are not tried. The observer sees
 * such a piece with {@link AddressTranslation#FAULT}: it reached no byte.
 *
 * <p>Nothing here books cycles: no CPU takes part. On buses that have a speed ({@link
 * dev.tollgate.core.machine.IoBusTiming}) accesses take their time: a device asks {@link
 * #grantedAt} before it begins, and {@link #completedAt} says when what it began is across. Bytes
 * move at the beginning. A device has one read outstanding at a time.
 */
public final class BusMaster {

  private static final int PAGE_BYTES = PhysicalMemory.FRAME_BYTES;
  private static final byte[] NO_BYTES = {};

  private final PhysicalMemory memory;
  private final long memoryBytes;
  private final AddressTranslation translation;
  private final DmaObserver observer;
  private final IoBus[] buses; // by device; none where nothing takes time
  private final long[] completed;

  private BusOutcome outcome = BusOutcome.COMPLETED;
  private long reached = AddressTranslation.FAULT;
  private long reads;
  private long writes;
  private long bytesRead;
  private long bytesWritten;
  private long faults;
  private long busErrors;

  /**
   * Devices that reach {@code memory} through {@code translation}, watched by {@code observer}, on
   * buses where nothing takes time.
   */
  public BusMaster(PhysicalMemory memory, AddressTranslation translation, DmaObserver observer) {
    this(memory, translation, observer, new IoBus[0]);
  }

  /**
   * Devices, indexed by {@link Device#id()}, on the I/O buses of {@code machine}; they reach its
   * memory through {@code translation}, watched by {@code observer}.
   */
  public BusMaster(
      Machine machine,
      ImmutableList<Device> devices,
      AddressTranslation translation,
      DmaObserver observer) {
    this(
        machine.memory(),
        translation,
        observer,
        devices.stream().map(device -> machine.ioBus(device.bus())).toArray(IoBus[]::new));
  }

  private BusMaster(
      PhysicalMemory memory, AddressTranslation translation, DmaObserver observer, IoBus[] buses) {
    this.memory = memory;
    this.memoryBytes = memory.size();
    this.translation = translation;
    this.observer = observer;
    this.buses = buses;
    this.completed = new long[buses.length];
  }

  /**
   * When a device gets onto its bus, in picoseconds: later than now if the bus is taken or stands
   * still, otherwise now or in the past.
   */
  public long grantedAt(int device) {
    return device < buses.length ? buses[device].grantedAt() : 0;
  }

  /**
   * When a device's bus runs, in picoseconds, for an access that belongs to one under way: later
   * than now if it stands still, otherwise now or in the past.
   */
  public long runsAt(int device) {
    return device < buses.length ? buses[device].runsAt() : 0;
  }

  /** Picoseconds at which everything is across that a device began; in the past if it is. */
  public long completedAt(int device) {
    return device < completed.length ? completed[device] : 0;
  }

  /**
   * A device reads memory.
   *
   * @param device {@link Device#id()}
   * @param busAddress first byte as the device drives it
   * @param target where the bytes go, from {@code offset}; holds what was read before a fault
   * @return whether all {@code length} bytes were reached; if not, see {@link #outcome}
   */
  public boolean read(int device, long busAddress, byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    return access(device, busAddress, length, false, target, offset);
  }

  /**
   * A device writes memory.
   *
   * @param device {@link Device#id()}
   * @param busAddress first byte as the device drives it
   * @param source where the bytes come from, from {@code offset}
   * @return whether all {@code length} bytes were reached; if not, see {@link #outcome}
   */
  public boolean write(int device, long busAddress, byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    return access(device, busAddress, length, true, source, offset);
  }

  /**
   * A device accesses memory whose contents do not matter: translated, counted and observed like
   * {@link #read} and {@link #write}, but no byte moves.
   *
   * @param device {@link Device#id()}
   * @param busAddress first byte as the device drives it
   * @param length bytes, not negative
   * @return whether all {@code length} bytes were reached; if not, see {@link #outcome}
   */
  public boolean touch(int device, long busAddress, long length, boolean write) {
    if (length < 0) {
      throw new IllegalArgumentException("an access has 0 bytes or more, not " + length);
    }
    return access(device, busAddress, length, write, NO_BYTES, 0);
  }

  /** How the latest access ended. */
  public BusOutcome outcome() {
    return outcome;
  }

  /**
   * Where the last piece of the latest access went: physical address of its first byte, or {@link
   * AddressTranslation#FAULT} if it reached none.
   */
  public long reached() {
    return reached;
  }

  /** Whether the latest access went to memory that the unit keeps spare, and so to nobody's. */
  public boolean wasAbsorbed() {
    return reached != AddressTranslation.FAULT && translation.isSpare(reached);
  }

  /** Reports what the devices did, named {@code bus.…}. */
  public void report(MetricSink sink) {
    sink.metric("bus.reads", reads, "count", "Accesses of devices that read memory");
    sink.metric("bus.writes", writes, "count", "Accesses of devices that wrote memory");
    sink.metric("bus.bytes.read", bytesRead, "bytes", "Bytes that devices read from memory");
    sink.metric("bus.bytes.written", bytesWritten, "bytes", "Bytes that devices wrote to memory");
    sink.metric(
        "bus.faults", faults, "count", "Accesses that the IOMMU refused, wholly or in part");
    sink.metric(
        "bus.errors", busErrors, "count", "Accesses let through to an address without memory");
    sink.metric(
        "bus.busy",
        Arrays.stream(buses).distinct().mapToLong(IoBus::busyPicoseconds).sum(),
        "ps",
        "Time for which accesses took I/O buses that have a speed, all together");
  }

  private boolean access(
      int device, long busAddress, long length, boolean write, byte[] bytes, int offset) {
    long done = 0;
    BusOutcome result = BusOutcome.COMPLETED;
    while (done < length) {
      long at = busAddress + done;
      int piece = (int) Math.min(length - done, PAGE_BYTES - (at & (PAGE_BYTES - 1)));
      long physical = translation.translate(device, at, write);
      if (physical == AddressTranslation.FAULT) {
        faults++;
        result = BusOutcome.TRANSLATION_FAULT;
      } else if (physical < 0 || physical > memoryBytes - piece) {
        busErrors++;
        result = BusOutcome.BUS_ERROR;
        physical = AddressTranslation.FAULT;
      }
      reached = physical;
      observer.accessed(device, at, piece, write, physical);
      if (result != BusOutcome.COMPLETED) {
        break;
      }
      if (bytes.length > 0) {
        move(physical, bytes, offset + (int) done, piece, write);
      }
      done += piece;
    }
    if (write) {
      writes++;
      bytesWritten += done;
    } else {
      reads++;
      bytesRead += done;
    }
    if (done > 0 && device < buses.length) {
      completed[device] = buses[device].transfer(completed[device], done, write);
    }
    outcome = result;
    return result == BusOutcome.COMPLETED;
  }

  private void move(long physical, byte[] bytes, int offset, int length, boolean write) {
    if (write) {
      memory.write(physical, bytes, offset, length);
    } else {
      memory.read(physical, bytes, offset, length);
    }
  }
}
