package dev.tollgate.workload.disk;

import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.machine.PhysicalMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The 64-byte entries of a QLogic 2300's request and response rings, little-endian: command type 2
 * (0x11) with three data segments of 32-bit addresses, continuation type 0 (0x02) with seven more,
 * status (0x03); after the structures of Linux's {@code drivers/scsi/qla2xxx/qla_def.h}.
 */
final class QlogicFormat {

  /** log2 of the bytes of an entry. */
  static final int SHIFT = 6;

  /** Bytes of an entry. */
  static final int BYTES = 1 << SHIFT;

  /** Entry type of a command. */
  static final int COMMAND = 0x11;

  /** Entry type of a continuation. */
  static final int CONTINUATION = 0x02;

  /** Entry type of a status. */
  static final int STATUS = 0x03;

  /** Data segments in a command. */
  static final int COMMAND_SEGMENTS = 3;

  /** Data segments in a continuation. */
  static final int CONTINUATION_SEGMENTS = 7;

  /** SCSI READ(10). */
  static final int READ_10 = 0x28;

  /** SCSI WRITE(10). */
  static final int WRITE_10 = 0x2a;

  /** SCSI SYNCHRONIZE CACHE(10). */
  static final int SYNCHRONIZE_CACHE_10 = 0x35;

  /** What the driver writes to the end of a response that it has handled. */
  static final int PROCESSED = 0xdeaddead;

  private static final int FLAG_READ = 1 << 5;
  private static final int FLAG_WRITE = 1 << 6;
  private static final int FLAG_SIMPLE_TAG = 1 << 3;

  private static final int HANDLE = 4;
  private static final int CONTROL_FLAGS = 12;
  private static final int TIMEOUT = 16;
  private static final int SEGMENT_COUNT = 18;
  private static final int CDB = 20;
  private static final int CDB_BLOCK = CDB + 2;
  private static final int CDB_LENGTH = CDB + 7;
  private static final int BYTE_COUNT = 36;
  private static final int COMMAND_FIRST_SEGMENT = 40;
  private static final int CONTINUATION_FIRST_SEGMENT = 8;
  private static final int SEGMENT_BYTES = 8;
  private static final int SCSI_STATUS = 8;
  private static final int COMPLETION_STATUS = 10;
  private static final int SIGNATURE = 60;
  private static final int TIMEOUT_SECONDS = 30;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT_BIG =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_BIG =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private QlogicFormat() {}

  /** Entries that a command with so many data segments takes. */
  static int entries(int segments) {
    int more = segments - COMMAND_SEGMENTS;
    return more <= 0 ? 1 : 1 + (more + CONTINUATION_SEGMENTS - 1) / CONTINUATION_SEGMENTS;
  }

  /**
   * Writes the first entry of a command.
   *
   * @param at physical address of the entry
   * @param segments data segments of the whole command; those beyond three go to continuations
   */
  static void writeCommand(
      PhysicalMemory memory, long at, BlockRequest request, int handle, int segments) {
    memory.fill(at, BYTES, (byte) 0);
    boolean data = request.kind != DiskCommand.Kind.FLUSH;
    memory.writeByte(at, (byte) COMMAND);
    memory.writeByte(at + 1, (byte) entries(segments));
    memory.writeIntLittleEndian(at + HANDLE, handle);
    int direction =
        switch (request.kind) {
          case READ -> FLAG_READ;
          case WRITE -> FLAG_WRITE;
          case FLUSH -> 0;
        };
    memory.writeShortLittleEndian(at + CONTROL_FLAGS, (short) (FLAG_SIMPLE_TAG | direction));
    memory.writeShortLittleEndian(at + TIMEOUT, (short) TIMEOUT_SECONDS);
    memory.writeShortLittleEndian(at + SEGMENT_COUNT, (short) segments);
    memory.writeByte(at + CDB, (byte) operation(request.kind));
    if (data) {
      memory.writeIntBigEndian(at + CDB_BLOCK, (int) request.sector);
      memory.writeShortBigEndian(at + CDB_LENGTH, (short) request.sectors);
      memory.writeIntLittleEndian(at + BYTE_COUNT, request.sectors << SectorContent.SHIFT);
    }
  }

  /** Writes a continuation without segments yet. */
  static void writeContinuation(PhysicalMemory memory, long at) {
    memory.fill(at, BYTES, (byte) 0);
    memory.writeByte(at, (byte) CONTINUATION);
    memory.writeByte(at + 1, (byte) 1);
  }

  /**
   * Writes one data segment of a mapped list.
   *
   * @param at physical address of the entry
   * @param place of the segment in the entry, from 0
   */
  static void writeSegment(
      PhysicalMemory memory, long at, boolean continuation, int place, ScatterList list, int i) {
    long to =
        at
            + (continuation ? CONTINUATION_FIRST_SEGMENT : COMMAND_FIRST_SEGMENT)
            + (long) place * SEGMENT_BYTES;
    memory.writeIntLittleEndian(to, (int) list.busAddress(i));
    memory.writeIntLittleEndian(to + Integer.BYTES, (int) list.size(i));
  }

  static int type(byte[] entry) {
    return entry[0] & 0xff;
  }

  static int count(byte[] entry) {
    return entry[1] & 0xff;
  }

  static int handle(byte[] entry) {
    return (int) INT.get(entry, HANDLE);
  }

  static int segments(byte[] entry) {
    return (short) SHORT.get(entry, SEGMENT_COUNT) & 0xffff;
  }

  static int operation(byte[] entry) {
    return entry[CDB] & 0xff;
  }

  static long block(byte[] entry) {
    return (int) INT_BIG.get(entry, CDB_BLOCK) & 0xffff_ffffL;
  }

  static int blocks(byte[] entry) {
    return (short) SHORT_BIG.get(entry, CDB_LENGTH) & 0xffff;
  }

  static long segmentAddress(byte[] entry, boolean continuation, int place) {
    return (int) INT.get(entry, segment(continuation, place)) & 0xffff_ffffL;
  }

  static int segmentLength(byte[] entry, boolean continuation, int place) {
    return (int) INT.get(entry, segment(continuation, place) + Integer.BYTES);
  }

  private static int segment(boolean continuation, int place) {
    return (continuation ? CONTINUATION_FIRST_SEGMENT : COMMAND_FIRST_SEGMENT)
        + place * SEGMENT_BYTES;
  }

  /** Makes the status entry of a command that succeeded. */
  static void putStatus(byte[] entry, int handle) {
    Arrays.fill(entry, (byte) 0);
    entry[0] = (byte) STATUS;
    entry[1] = 1;
    INT.set(entry, HANDLE, handle);
  }

  /** Whether the driver has yet to handle the response at a physical address. */
  static boolean isNew(PhysicalMemory memory, long at) {
    return memory.readIntLittleEndian(at + SIGNATURE) != PROCESSED;
  }

  /** Marks a response as handled. */
  static void markProcessed(PhysicalMemory memory, long at) {
    memory.writeIntLittleEndian(at + SIGNATURE, PROCESSED);
  }

  /** The command that a response is about. */
  static int handle(PhysicalMemory memory, long at) {
    return memory.readIntLittleEndian(at + HANDLE);
  }

  /** SCSI and completion status of a response; 0 is success. */
  static int status(PhysicalMemory memory, long at) {
    return memory.readByte(at) == STATUS
        ? memory.readShortLittleEndian(at + SCSI_STATUS)
            | memory.readShortLittleEndian(at + COMPLETION_STATUS) << 16
        : -1;
  }

  private static int operation(DiskCommand.Kind kind) {
    return switch (kind) {
      case READ -> READ_10;
      case WRITE -> WRITE_10;
      case FLUSH -> SYNCHRONIZE_CACHE_10;
    };
  }
}
