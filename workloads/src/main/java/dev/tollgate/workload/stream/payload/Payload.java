package dev.tollgate.workload.stream.payload;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The bytes of a stream: a pseudo-random table repeated over and over. Its period of 65,521 bytes
 * is prime, so that pages, segments and messages that change places do not hold the same bytes.
 */
public final class Payload {

  /** Most bytes that one call may ask for. */
  public static final int MOST = 1 << 16;

  private static final int PERIOD = 65_521;

  private final byte[] table = new byte[PERIOD + MOST];

  /** The bytes that belong to a seed. */
  public Payload(long seed) {
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
    random.nextBytes(table, 0, PERIOD);
    System.arraycopy(table, 0, table, PERIOD, PERIOD);
    System.arraycopy(table, 0, table, 2 * PERIOD, MOST - PERIOD);
  }

  /** An array that holds the bytes from {@code position} on, at the index {@link #index}. */
  public byte[] table() {
    return table;
  }

  /**
   * Where in {@link #table} the byte of the stream at {@code position} is; {@link #MOST} follow.
   */
  public int index(long position) {
    return (int) (position % PERIOD);
  }

  /** Puts bytes of the stream into {@code target}. */
  public void copy(long position, byte[] target, int offset, int length) {
    System.arraycopy(table, index(position), target, offset, length);
  }

  /**
   * Compares bytes with those of the stream.
   *
   * @return offset of the first that differs, or -1
   */
  public int mismatch(long position, byte[] bytes, int offset, int length) {
    int index = index(position);
    return Arrays.mismatch(table, index, index + length, bytes, offset, offset + length);
  }
}
