package dev.tollgate.workload.errant;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.BitSet;

/**
 * Words that stand in memory for things worth knowing: 24 bits that mark a secret and 40 that
 * number it. A buffer is filled with one secret over and over; the next filling is another. What
 * the errant device was once entitled to read is no secret to it any more.
 */
final class Secrets {

  /** What the errant device writes where it has no right to. */
  static final long SCAR = 0xbad0_f00d_bad0_f00dL;

  /** No secret. */
  static final long NONE = 0;

  private static final long MARK = 0x5ec4e7L << 40;
  private static final long NUMBER = (1L << 40) - 1;

  private final BitSet disclosed = new BitSet();
  private final byte[] pattern = new byte[PhysicalMemory.FRAME_BYTES];
  private long patternWord;
  private int patternBytes;
  private int numbers;

  /** A secret that nobody knows. */
  long next() {
    return MARK | numbers++;
  }

  /** The errant device may read a word, which need not be a secret. */
  void disclose(long word) {
    if (isSecret(word)) {
      disclosed.set((int) (word & NUMBER));
    }
  }

  private static boolean isSecret(long word) {
    return (word & ~NUMBER) == MARK;
  }

  /** Whether a word that the errant device read is a secret that it had no right to. */
  boolean isStolen(long word) {
    return isSecret(word) && !disclosed.get((int) (word & NUMBER));
  }

  /** The first stolen secret among the words of {@code bytes}, or {@link #NONE}. */
  long firstStolen(byte[] bytes, int length) {
    for (int i = 0; i + Long.BYTES <= length; i += Long.BYTES) {
      long word = Words.at(bytes, i);
      if (isStolen(word)) {
        return word;
      }
    }
    return NONE;
  }

  /** So many bytes, at most a page, full of a word; the same array at each call. */
  byte[] bytesOf(long word, int bytes) {
    int full = word == patternWord ? patternBytes : 0;
    for (int i = full; i < bytes; i += Long.BYTES) {
      Words.set(pattern, i, word);
    }
    patternWord = word;
    patternBytes = Math.max(full, bytes);
    return pattern;
  }
}
