package dev.tollgate.workload.net.nic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian values in the interface's own copies of descriptors. */
final class Words {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  static int get(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void set(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static void setShort(byte[] bytes, int at, int value) {
    SHORT.set(bytes, at, (short) value);
  }

  /** A bus address whose upper half comes first. */
  static long address(byte[] bytes, int at) {
    return ((long) get(bytes, at) << 32) | (get(bytes, at + 4) & 0xffff_ffffL);
  }
}
