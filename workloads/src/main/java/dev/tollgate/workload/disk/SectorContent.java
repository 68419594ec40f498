package dev.tollgate.workload.disk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What the 512 bytes of a sector are: a function of its number and of the version that was written
 * to it last.
 *
 * <p>A sector begins with its number (8 bytes) and version (4 bytes), little-endian; the rest is
 * cut out of a table of random bytes at a place that both decide. So a sector says by itself which
 * one it is and who wrote it last, and any byte that came from elsewhere shows.
 */
final class SectorContent {

  /** log2 of {@link #BYTES}. */
  static final int SHIFT = 9;

  /** Bytes of a sector. */
  static final int BYTES = 1 << SHIFT;

  /** Returned by {@link #versionIn} for bytes that are not this sector's. */
  static final int FOREIGN = -1;

  /** Sector number and version at the beginning of each sector. */
  private static final int STAMP_BYTES = Long.BYTES + Integer.BYTES;

  /** Places a sector's bytes are cut from; prime, so that no power of two repeats them. */
  private static final int PLACES = 65_521;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] table = new byte[PLACES + BYTES];

  /** Contents that {@code seed} decides. */
  SectorContent(long seed) {
    new SplittableRandom(seed).nextBytes(table);
  }

  /** Writes the sector's 512 bytes to {@code target} from {@code offset}. */
  void fill(long sector, int version, byte[] target, int offset) {
    LONG.set(target, offset, sector);
    INT.set(target, offset + Long.BYTES, version);
    System.arraycopy(
        table, place(sector, version), target, offset + STAMP_BYTES, BYTES - STAMP_BYTES);
  }

  /**
   * The version of {@code sector} that 512 bytes are, or {@link #FOREIGN} if they are no version.
   */
  int versionIn(byte[] bytes, int offset, long sector) {
    if ((long) LONG.get(bytes, offset) != sector) {
      return FOREIGN;
    }
    int version = (int) INT.get(bytes, offset + Long.BYTES);
    int place = place(sector, version);
    boolean same =
        Arrays.equals(
            bytes, offset + STAMP_BYTES, offset + BYTES, table, place, place + BYTES - STAMP_BYTES);
    return same && version >= 0 ? version : FOREIGN;
  }

  /** What the first bytes of a sector claim to be, for messages. */
  static String describe(byte[] bytes, int offset) {
    return "bytes that begin as sector %d, version %d"
        .formatted((long) LONG.get(bytes, offset), (int) INT.get(bytes, offset + Long.BYTES));
  }

  private static int place(long sector, int version) {
    long mixed = (sector * 0x9e3779b97f4a7c15L) ^ (version * 0xbf58476d1ce4e5b9L);
    return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 29), PLACES);
  }
}
