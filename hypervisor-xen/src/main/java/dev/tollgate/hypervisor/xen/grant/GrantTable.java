package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.FrameType;
import dev.tollgate.hypervisor.xen.domain.ReferenceCounts;
import java.util.Arrays;

/**
 * The grants of one domain: the entries that it writes, in frames that Xen shares with it, and what
 * Xen keeps of those in use. While an entry is in use its frame is the one that stood there when
 * the use began, whatever the guest writes over it.
 */
public final class GrantTable {

  /** Frames of entries that a domain has from the start. */
  public static final int INITIAL_FRAMES = 4;

  private final Domains domains;
  private final PhysicalMemory memory;
  private final Domain domain;
  private final int mostFrames;
  private long[] frames = {};
  private int[] pins = {};
  private short[] users = {};
  private long[] pinned = {};
  private long pinsHeld;

  GrantTable(Domains domains, Domain domain, int mostFrames) {
    this.domains = domains;
    this.memory = domains.memory();
    this.domain = domain;
    this.mostFrames = mostFrames;
    grow(Math.min(INITIAL_FRAMES, mostFrames));
  }

  /** Whose grants these are. */
  public Domain domain() {
    return domain;
  }

  /** Entries there are; those beyond do not exist. */
  public int size() {
    return pins.length;
  }

  /** Machine frames of the entries now. */
  public int frames() {
    return frames.length;
  }

  /** Most frames of entries it may have. */
  public int mostFrames() {
    return mostFrames;
  }

  /** Machine frame that holds entries 512 × {@code index} and on. */
  public long frame(int index) {
    return frames[index];
  }

  /** Makes room for more entries; false if it may not have as many frames or there are none. */
  boolean grow(int count) {
    if (count > mostFrames || domains.frames().heap().freeFrames() < count) {
      return false;
    }
    int before = frames.length;
    if (count > before) {
      frames = Arrays.copyOf(frames, count);
      for (int i = before; i < count; i++) {
        frames[i] = domains.shareFrame(domain);
      }
      int entries = count * GrantEntry.PER_FRAME;
      pins = Arrays.copyOf(pins, entries);
      users = Arrays.copyOf(users, entries);
      pinned = Arrays.copyOf(pinned, entries);
    }
    return true;
  }

  /** Whether there is an entry of this number. */
  boolean contains(long reference) {
    return reference >= 0 && reference < pins.length;
  }

  /** Machine address of an entry. */
  public long addressOf(int reference) {
    return (frames[reference / GrantEntry.PER_FRAME] << PhysicalMemory.FRAME_SHIFT)
        + (long) (reference % GrantEntry.PER_FRAME) * GrantEntry.BYTES;
  }

  /** The flags as they stand. */
  int flags(int reference) {
    return memory.readShortLittleEndian(addressOf(reference) + GrantEntry.FLAGS) & 0xffff;
  }

  /** The domain as it stands. */
  int user(int reference) {
    return memory.readShortLittleEndian(addressOf(reference) + GrantEntry.DOMAIN) & 0xffff;
  }

  /** The frame as it stands. */
  long frameOf(int reference) {
    return memory.readIntLittleEndian(addressOf(reference) + GrantEntry.FRAME) & 0xffff_ffffL;
  }

  void setFlags(int reference, int flags) {
    memory.writeShortLittleEndian(addressOf(reference) + GrantEntry.FLAGS, (short) flags);
  }

  void setFrame(int reference, long frame) {
    memory.writeIntLittleEndian(addressOf(reference) + GrantEntry.FRAME, (int) frame);
  }

  /** The counters of an entry's uses; 0 if it is not in use. */
  int pin(int reference) {
    return pins[reference];
  }

  /** Domain that uses it. */
  int pinnedBy(int reference) {
    return users[reference];
  }

  /** Frame that is in use. */
  long pinnedFrame(int reference) {
    return pinned[reference];
  }

  /** Notes who uses it from now on, and which frame. */
  void latch(int reference, int user, long frame) {
    users[reference] = (short) user;
    pinned[reference] = frame;
  }

  /** Counts uses up. */
  void pin(int reference, int increment) {
    pins[reference] += increment;
    pinsHeld += Integer.bitCount(increment);
  }

  /**
   * Counts uses down, and lets the entry show it: {@code writing} goes with the last that may
   * write, {@code reading} with the last.
   */
  void unpin(int reference, int increment) {
    pins[reference] -= increment;
    pinsHeld -= Integer.bitCount(increment);
    clearUnused(reference);
  }

  /** Clears the marks of uses that there are none of. */
  void clearUnused(int reference) {
    int clear = 0;
    if (!Pin.isWriting(pins[reference])) {
      clear |= GrantEntry.WRITING;
    }
    if (pins[reference] == 0) {
      clear |= GrantEntry.READING;
    }
    if (clear != 0) {
      setFlags(reference, flags(reference) & ~clear);
    }
  }

  /** Whether any entry is in use. */
  boolean isInUse() {
    return pinsHeld != 0;
  }

  /** Takes the frames of the entries away from the domain. */
  void retire() {
    for (long frame : frames) {
      domains.frames().unshare(frame);
    }
    frames = new long[0];
    pins = new int[0];
  }

  /** Names the references that uses hold. */
  void countReferences(ReferenceCounts counts) {
    for (int reference = 0; reference < pins.length; reference++) {
      int pin = pins[reference];
      for (int shift = 0; shift < Integer.SIZE; shift += 8) {
        for (int i = pin >>> shift & 0xff; i > 0; i--) {
          counts.reference(pinned[reference]);
          if (shift % 16 == 0) {
            counts.use(pinned[reference], FrameType.WRITABLE);
          }
        }
      }
    }
  }
}
