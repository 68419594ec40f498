package dev.tollgate.hypervisor.xen.domain;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A structure of the guest's, copied into Xen field by field as the ABI lays it out. */
public final class GuestStructure {

  /** Bytes of the largest structure. */
  public static final int MOST_BYTES = 128;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes = new byte[MOST_BYTES];

  /** Copies in; false if the pointer is bad. */
  public boolean load(GuestMemory memory, long pointer, int length) {
    return memory.read(pointer, bytes, 0, length);
  }

  /** Copies a part back to where it came from; false if the pointer is bad. */
  public boolean store(GuestMemory memory, long pointer, int offset, int length) {
    return memory.write(pointer + offset, bytes, offset, length);
  }

  /** A 16-bit field, unsigned. */
  public int u16(int offset) {
    return (short) SHORT.get(bytes, offset) & 0xffff;
  }

  /** A 32-bit field, unsigned. */
  public long u32(int offset) {
    return (int) INT.get(bytes, offset) & 0xffff_ffffL;
  }

  /** A 64-bit field. */
  public long u64(int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /** Sets a 16-bit field. */
  public void put16(int offset, int value) {
    SHORT.set(bytes, offset, (short) value);
  }

  /** Sets a 32-bit field. */
  public void put32(int offset, long value) {
    INT.set(bytes, offset, (int) value);
  }

  /** Sets a 64-bit field. */
  public void put64(int offset, long value) {
    LONG.set(bytes, offset, value);
  }
}
