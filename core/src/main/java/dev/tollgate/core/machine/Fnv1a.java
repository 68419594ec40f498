package dev.tollgate.core.machine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit FNV-1a hash, by which tables, memory and placement lists are compared.
 *
 * <p>A digest begins as {@link #OFFSET_BASIS} and is carried through calls of {@code update}; bytes
 * hashed in pieces give the digest of the whole.
 */
public final class Fnv1a {

  /** Digest of no bytes. */
  public static final long OFFSET_BASIS = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;
  private static final long EIGHT_ZEROS = updateZeros(1, Long.BYTES); // the prime's eighth power
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Fnv1a() {}

  /**
   * Digest after {@code length} bytes of {@code bytes} from {@code offset} follow {@code digest}.
   * Eight zeros in a row take the time of one byte: most of a table's entries are zeros.
   */
  public static long update(long digest, byte[] bytes, int offset, int length) {
    long hash = digest;
    int end = offset + length;
    int at = offset;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash =
          (long) WORDS.get(bytes, at) == 0
              ? hash * EIGHT_ZEROS
              : updateBytes(hash, bytes, at, at + Long.BYTES);
    }
    return updateBytes(hash, bytes, at, end);
  }

  private static long updateBytes(long digest, byte[] bytes, int from, int to) {
    long hash = digest;
    for (int i = from; i < to; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
    }
    return hash;
  }

  /**
   * Digest after {@code count} zero bytes follow {@code digest}, in the time of about 64
   * multiplications whatever the count: a zero byte only multiplies by the prime.
   */
  public static long updateZeros(long digest, long count) {
    long hash = digest;
    long power = PRIME;
    for (long rest = count; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        hash *= power;
      }
      power *= power;
    }
    return hash;
  }
}
