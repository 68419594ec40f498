package dev.tollgate.workload.disk;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sectors that lie side by side on the disk, and where in memory they go to or come from: Linux's
 * {@code struct bio}. Used again once it is done.
 */
final class Bio {

  /** Whoever waits for bios. */
  interface Owner {

    /** It is done; it may be used again from now on. */
    void done(Bio bio);
  }

  /** No bus address. */
  static final long NONE = -1;

  DiskCommand.Kind kind = DiskCommand.Kind.READ;
  long sector;

  /** Who is told when it is done. */
  @Nullable Owner owner;

  /** Next one of its request, or next one free. */
  @Nullable Bio next;

  /** Address of the kernel's object for it. */
  long object;

  private long[] addresses = new long[32];
  private int[] lengths = new int[32];
  private int[] tokens = new int[32];
  private long[] busAddresses = new long[32];
  private int count;
  private int bytes;

  /** Makes it an empty one. */
  void start(DiskCommand.Kind what, long firstSector, Owner who) {
    kind = what;
    sector = firstSector;
    owner = who;
    next = null;
    count = 0;
    bytes = 0;
  }

  /**
   * Appends memory.
   *
   * @param token what the owner knows this memory by
   */
  void add(long address, int length, int token) {
    add(address, length, token, NONE);
  }

  /**
   * Appends memory that devices reach already, under {@code busAddress}; or {@link #NONE}.
   *
   * @param token what the owner knows this memory by
   */
  void add(long address, int length, int token, long busAddress) {
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
      tokens = Arrays.copyOf(tokens, 2 * count);
      busAddresses = Arrays.copyOf(busAddresses, 2 * count);
    }
    addresses[count] = address;
    lengths[count] = length;
    tokens[count] = token;
    busAddresses[count] = busAddress;
    count++;
    bytes += length;
  }

  /** Pieces of memory. */
  int count() {
    return count;
  }

  /** First physical byte of a piece. */
  long address(int index) {
    return addresses[index];
  }

  /** Bus address of a piece's first byte, or {@link #NONE} if the driver has to map it. */
  long busAddress(int index) {
    return busAddresses[index];
  }

  /** Whether devices reach its memory already; all pieces are alike. */
  boolean isReachable() {
    return count > 0 && busAddresses[0] != NONE;
  }

  /** Bytes of a piece. */
  int length(int index) {
    return lengths[index];
  }

  /** What the owner knows a piece of memory by. */
  int token(int index) {
    return tokens[index];
  }

  /** Sectors it covers. */
  int sectors() {
    return bytes >> SectorContent.SHIFT;
  }

  /** Sector behind its last one. */
  long end() {
    return sector + sectors();
  }
}
