package dev.tollgate.workload.errant;

import dev.tollgate.core.machine.PhysicalMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Words of 64 bits, as the CPU sees them, in arrays of bytes; and pages of addresses. */
final class Words {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  static long at(byte[] bytes, int offset) {
    return (long) WORD.get(bytes, offset);
  }

  static void set(byte[] bytes, int offset, long word) {
    WORD.set(bytes, offset, word);
  }

  static boolean allAre(byte[] bytes, long word) {
    for (int i = 0; i < bytes.length; i += Long.BYTES) {
      if (at(bytes, i) != word) {
        return false;
      }
    }
    return true;
  }

  /** Number of the page that an address lies in. */
  static long page(long address) {
    return address >>> PhysicalMemory.FRAME_SHIFT;
  }

  /** Bytes from the beginning of its page to an address. */
  static int offset(long address) {
    return (int) (address & (PhysicalMemory.FRAME_BYTES - 1));
  }
}
