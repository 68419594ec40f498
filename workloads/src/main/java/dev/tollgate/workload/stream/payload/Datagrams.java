package dev.tollgate.workload.stream.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bytes of datagrams: their number in the first {@value #NUMBER_BYTES} bytes, if there is room
 * for it, then bytes of {@link Payload} from a position that follows from the number.
 */
public final class Datagrams {

  /** Bytes of the number. */
  public static final int NUMBER_BYTES = 8;

  private static final int STRIDE = 1009;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Datagrams() {}

  /** Writes the datagram with this number. */
  public static void fill(Payload payload, long number, byte[] target, int offset, int length) {
    if (length < NUMBER_BYTES) {
      payload.copy(0, target, offset, length);
      return;
    }
    LONG.set(target, offset, number);
    payload.copy(number * STRIDE, target, offset + NUMBER_BYTES, length - NUMBER_BYTES);
  }

  /** The number of a datagram; 0 if it is too short to have one. */
  public static long number(byte[] datagram, int length) {
    return length < NUMBER_BYTES ? 0 : (long) LONG.get(datagram, 0);
  }

  /** Offset of the first byte that does not belong to the datagram of this number, or -1. */
  public static int mismatch(Payload payload, long number, byte[] datagram, int length) {
    if (length < NUMBER_BYTES) {
      return payload.mismatch(0, datagram, 0, length);
    }
    if (number < 0) {
      return 0;
    }
    int wrong = payload.mismatch(number * STRIDE, datagram, NUMBER_BYTES, length - NUMBER_BYTES);
    return wrong < 0 ? wrong : NUMBER_BYTES + wrong;
  }
}
