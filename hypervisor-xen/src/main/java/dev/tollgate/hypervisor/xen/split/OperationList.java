package dev.tollgate.hypervisor.xen.split;

import dev.tollgate.hypervisor.xen.domain.GuestMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A list of equal structures in a kernel's memory that a hypercall is told of: netback's and
 * blkback's arrays of grant operations. Filled here, written out before the call, read back after
 * it.
 */
final class OperationList {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final GuestMemory memory;
  private final long pointer;
  private final byte[] bytes;

  /**
   * An empty list.
   *
   * @param pointer the kernel's virtual address of {@code capacity} bytes
   */
  OperationList(GuestMemory memory, long pointer, int capacity) {
    this.memory = memory;
    this.pointer = pointer;
    this.bytes = new byte[capacity];
  }

  /** Virtual address of the first structure. */
  long pointer() {
    return pointer;
  }

  /** How many structures of so many bytes it has room for. */
  int room(int structureBytes) {
    return bytes.length / structureBytes;
  }

  void put16(int at, int value) {
    SHORT.set(bytes, at, (short) value);
  }

  void put32(int at, int value) {
    INT.set(bytes, at, value);
  }

  void put64(int at, long value) {
    LONG.set(bytes, at, value);
  }

  int get16(int at) {
    return (short) SHORT.get(bytes, at);
  }

  int get32(int at) {
    return (int) INT.get(bytes, at);
  }

  long get64(int at) {
    return (long) LONG.get(bytes, at);
  }

  /** Writes the first {@code length} bytes to the kernel's memory. */
  void store(int length) {
    check(memory.write(pointer, bytes, 0, length));
  }

  /** Reads them back. */
  void load(int length) {
    check(memory.read(pointer, bytes, 0, length));
  }

  private void check(boolean reached) {
    if (!reached) {
      throw new IllegalStateException("0x%x is no memory of the kernel".formatted(pointer));
    }
  }
}
