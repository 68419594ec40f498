package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.fail;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.Arrays;

/**
 * A pattern in the memory between buffers that no buffer ever holds: a device that reads it has
 * read beside a buffer, and where it is damaged somebody has written there.
 */
final class NeighbourCanary {

  private static final int PERIOD = 8;
  private static final byte[] PATTERN = {
    (byte) 0xc4, 0x17, (byte) 0xc4, 0x17, 0x2e, (byte) 0x9b, 0x2e, (byte) 0x9b
  };

  private final PhysicalMemory memory;
  private final long begin;
  private final byte[] whole;

  /** The pattern over {@code length} bytes, which it covers at once. */
  NeighbourCanary(PhysicalMemory memory, long begin, int length) {
    this.memory = memory;
    this.begin = begin;
    this.whole = new byte[length];
    for (int i = 0; i < length; i++) {
      whole[i] = PATTERN[i % PERIOD];
    }
    cover(begin, length);
  }

  /** Covers bytes with it. */
  void cover(long address, int length) {
    memory.write(address, whole, (int) (address - begin), length);
  }

  /** All these bytes must still hold it. */
  void check(long address, int length) {
    byte[] found = new byte[length];
    memory.read(address, found, 0, length);
    int offset = (int) (address - begin);
    int wrong = Arrays.mismatch(found, 0, length, whole, offset, offset + length);
    if (wrong >= 0) {
      fail("byte 0x%x beside the buffers, which nobody may write, was written", address + wrong);
    }
  }

  /** What a device read beside a buffer must not hold it. */
  static void checkUnseen(byte[] seen) {
    int run = 0;
    for (int i = 0; i < seen.length; i++) {
      run = isPart(seen, i) ? run + 1 : 0;
      if (run == PERIOD) {
        fail("a device read what lies beside a buffer");
      }
    }
  }

  private static boolean isPart(byte[] seen, int index) {
    for (int phase = 0; phase < PERIOD; phase++) {
      if (seen[index] == PATTERN[phase]
          && (index == 0 || seen[index - 1] == PATTERN[(phase + PERIOD - 1) % PERIOD])) {
        return true;
      }
    }
    return false;
  }
}
