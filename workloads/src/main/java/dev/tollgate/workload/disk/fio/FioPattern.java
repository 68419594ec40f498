package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/** The order and direction of I/O ({@code rw}). */
public enum FioPattern {
  READ(true, false, false, "read"),
  WRITE(false, true, false, "write"),
  RANDREAD(true, false, true, "randread"),
  RANDWRITE(false, true, true, "randwrite"),
  RW(true, true, false, "rw", "readwrite"),
  RANDRW(true, true, true, "randrw");

  private final boolean reads;
  private final boolean writes;
  private final boolean random;
  private final ImmutableList<String> words;

  FioPattern(boolean reads, boolean writes, boolean random, String... words) {
    this.reads = reads;
    this.writes = writes;
    this.random = random;
    this.words = ImmutableList.copyOf(words);
  }

  /** Whether there are reads. */
  public boolean reads() {
    return reads;
  }

  /** Whether there are writes. */
  public boolean writes() {
    return writes;
  }

  /** Whether offsets are random; else they follow each other. */
  public boolean random() {
    return random;
  }

  /** The values of {@code rw} that mean this. */
  ImmutableList<String> words() {
    return words;
  }

  static @Nullable FioPattern of(String word) {
    for (FioPattern pattern : values()) {
      if (pattern.words.contains(word)) {
        return pattern;
      }
    }
    return null;
  }
}
