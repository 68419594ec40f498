package dev.tollgate.workload.split.block;

import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.split.ring.RingLayout;

/**
 * What stands in the slots of a disk's ring: Xen's {@code io/blkif.h} as of May 2007 for 64-bit
 * guests, byte for byte, little-endian.
 *
 * <table>
 *   <caption>Bytes of each entry: first byte and what is there</caption>
 *   <tr><td>request, 112</td><td>0 operation (1), 1 number of segments (1), 2 handle of the disk (2), 8 id
 *       (8), 16 first sector of 512 bytes (8), 24 segments of 8: 0 grant reference (4), 4 first and 5 last
 *       sector of its page (1 each)</td></tr>
 *   <tr><td>response, 16</td><td>0 id (8), 8 operation (1), 10 status (2)</td></tr>
 * </table>
 */
public final class BlkifFormat {

  /** The ring: 32 slots of 112 bytes. */
  public static final RingLayout RING = RingLayout.of(112);

  /** Most segments of a request. */
  public static final int MOST_SEGMENTS = 11;

  /** Bytes of a sector. */
  public static final int SECTOR_BYTES = 512;

  /** Last sector of a page. */
  public static final int LAST_SECTOR_OF_PAGE = PhysicalMemory.FRAME_BYTES / SECTOR_BYTES - 1;

  /** Operation: read from the disk. */
  public static final int READ = 0;

  /** Operation: write to the disk. */
  public static final int WRITE = 1;

  /** Operation: write after all writes before it, and before all after it. */
  public static final int WRITE_BARRIER = 2;

  /** Operation of later versions: put all that was written on the medium. */
  public static final int FLUSH = 3;

  /** Status: done. */
  public static final int OKAY = 0;

  /** Status: failed. */
  public static final int ERROR = -1;

  /** Status: no such operation. */
  public static final int NOT_SUPPORTED = -2;

  private static final int ID = 8;
  private static final int SECTOR = 16;
  private static final int SEGMENTS = 24;
  private static final int SEGMENT_BYTES = 8;

  private BlkifFormat() {}

  /** Writes a request at {@code slot}, whose segments {@link #writeSegment} writes. */
  public static void writeRequest(
      PhysicalMemory memory, long slot, int operation, int segments, long id, long sector) {
    memory.writeIntLittleEndian(slot, (operation & 0xff) | (segments << 8));
    memory.writeLongLittleEndian(slot + ID, id);
    memory.writeLongLittleEndian(slot + SECTOR, sector);
  }

  /** Writes segment {@code index} of the request: sectors 0 to 7 of a granted page. */
  public static void writeSegment(
      PhysicalMemory memory, long slot, int index, int reference, int firstSector, int lastSector) {
    long segment = slot + SEGMENTS + (long) index * SEGMENT_BYTES;
    memory.writeIntLittleEndian(segment, reference);
    memory.writeIntLittleEndian(segment + 4, (firstSector & 0xff) | ((lastSector & 0xff) << 8));
  }

  /** Operation of the request at {@code slot}. */
  public static int operation(PhysicalMemory memory, long slot) {
    return memory.readByte(slot) & 0xff;
  }

  /** Number of segments that the request claims, 0 to 255. */
  public static int segments(PhysicalMemory memory, long slot) {
    return memory.readByte(slot + 1) & 0xff;
  }

  /** The front end's own number of the request. */
  public static long id(PhysicalMemory memory, long slot) {
    return memory.readLongLittleEndian(slot + ID);
  }

  /** First sector of the disk. */
  public static long sector(PhysicalMemory memory, long slot) {
    return memory.readLongLittleEndian(slot + SECTOR);
  }

  /** Grant reference of segment {@code index}. */
  public static int reference(PhysicalMemory memory, long slot, int index) {
    return memory.readIntLittleEndian(slot + SEGMENTS + (long) index * SEGMENT_BYTES);
  }

  /** First sector of the page that segment {@code index} covers, 0 to 255 as written. */
  public static int firstSector(PhysicalMemory memory, long slot, int index) {
    return memory.readByte(slot + SEGMENTS + (long) index * SEGMENT_BYTES + 4) & 0xff;
  }

  /** Last sector of the page that segment {@code index} covers, 0 to 255 as written. */
  public static int lastSector(PhysicalMemory memory, long slot, int index) {
    return memory.readByte(slot + SEGMENTS + (long) index * SEGMENT_BYTES + 5) & 0xff;
  }

  /** Writes a response. */
  public static void writeResponse(
      PhysicalMemory memory, long slot, long id, int operation, int status) {
    memory.writeLongLittleEndian(slot, id);
    memory.writeIntLittleEndian(slot + 8, (operation & 0xff) | (status << 16));
  }

  /** Number of the request that the response at {@code slot} answers. */
  public static long responseId(PhysicalMemory memory, long slot) {
    return memory.readLongLittleEndian(slot);
  }

  /** Status of the response. */
  public static int responseStatus(PhysicalMemory memory, long slot) {
    return memory.readShortLittleEndian(slot + 10);
  }
}
