package dev.tollgate.workload.disk;

import dev.tollgate.core.machine.PhysicalMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * NVMe's queue entries, byte for byte (NVM Express base specification 1.4, figures 104, 105 and 122
 * to 124; NVM command set, read and write): submission entries of 64 bytes, completion entries of
 * 16, little-endian.
 */
final class NvmeFormat {

  /** log2 of the bytes of a submission queue entry. */
  static final int SUBMISSION_SHIFT = 6;

  /** Bytes of a submission queue entry. */
  static final int SUBMISSION_BYTES = 1 << SUBMISSION_SHIFT;

  /** log2 of the bytes of a completion queue entry. */
  static final int COMPLETION_SHIFT = 4;

  /** Bytes of a completion queue entry. */
  static final int COMPLETION_BYTES = 1 << COMPLETION_SHIFT;

  /** Opcode of Flush. */
  static final int FLUSH = 0x00;

  /** Opcode of Write. */
  static final int WRITE = 0x01;

  /** Opcode of Read. */
  static final int READ = 0x02;

  /** The namespace that the disk is. */
  static final int NAMESPACE = 1;

  private static final int NSID = 4;
  private static final int PRP1 = 24;
  private static final int PRP2 = 32;
  private static final int STARTING_LBA = 40;
  private static final int LENGTH = 48;
  private static final int SQ_HEAD = 8;
  private static final int COMMAND_ID = 12;
  private static final int PHASE_BIT = 1 << 16;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private NvmeFormat() {}

  /**
   * Writes a submission entry to memory.
   *
   * @param at physical address of the entry
   * @param blocks logical blocks of 512 bytes, 1 to 65536; 0 for Flush
   */
  static void writeSubmission(
      PhysicalMemory memory,
      long at,
      int opcode,
      int commandId,
      long prp1,
      long prp2,
      long block,
      int blocks) {
    memory.fill(at, SUBMISSION_BYTES, (byte) 0);
    memory.writeIntLittleEndian(at, opcode | commandId << 16);
    memory.writeIntLittleEndian(at + NSID, NAMESPACE);
    if (opcode != FLUSH) {
      memory.writeLongLittleEndian(at + PRP1, prp1);
      memory.writeLongLittleEndian(at + PRP2, prp2);
      memory.writeLongLittleEndian(at + STARTING_LBA, block);
      memory.writeIntLittleEndian(at + LENGTH, blocks - 1); // 0's based
    }
  }

  static int opcode(byte[] entry) {
    return (int) INT.get(entry, 0) & 0xff;
  }

  static int commandId(byte[] entry) {
    return (int) INT.get(entry, 0) >>> 16;
  }

  static int namespace(byte[] entry) {
    return (int) INT.get(entry, NSID);
  }

  static long prp1(byte[] entry) {
    return (long) LONG.get(entry, PRP1);
  }

  static long prp2(byte[] entry) {
    return (long) LONG.get(entry, PRP2);
  }

  static long block(byte[] entry) {
    return (long) LONG.get(entry, STARTING_LBA);
  }

  static int blocks(byte[] entry) {
    return ((int) INT.get(entry, LENGTH) & 0xffff) + 1;
  }

  /** Makes a completion entry of a command that succeeded. */
  static void putCompletion(byte[] entry, int sqHead, int sqId, int commandId, boolean phase) {
    INT.set(entry, 0, 0);
    INT.set(entry, 4, 0);
    INT.set(entry, SQ_HEAD, sqHead | sqId << 16);
    INT.set(entry, COMMAND_ID, commandId | (phase ? PHASE_BIT : 0));
  }

  /** Whether a completion entry in memory is of the given phase. */
  static boolean isOfPhase(PhysicalMemory memory, long at, boolean phase) {
    return ((memory.readIntLittleEndian(at + COMMAND_ID) & PHASE_BIT) != 0) == phase;
  }

  /** The command that a completion entry in memory is about. */
  static int completedCommand(PhysicalMemory memory, long at) {
    return memory.readIntLittleEndian(at + COMMAND_ID) & 0xffff;
  }

  /** The status field of a completion entry in memory, without the phase; 0 is success. */
  static int status(PhysicalMemory memory, long at) {
    return memory.readIntLittleEndian(at + COMMAND_ID) >>> 17;
  }
}
