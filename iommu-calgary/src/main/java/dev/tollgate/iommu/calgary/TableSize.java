package dev.tollgate.iommu.calgary;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One of the eight sizes a translation table can have.
 *
 * <p>The names 64K to 8M of Linux's {@code calgary=} option are bytes: size {@code s} has 2<sup>13
 * + s</sup> entries of 8 bytes and covers 32 MiB to 4 GiB of bus addresses
 * (Documentation/x86/x86_64/boot-options.txt).
 *
 * @param code what the table address register holds for it, 0 to 7
 */
record TableSize(int code) {

  /** Bytes of one entry. */
  static final int ENTRY_BYTES = 8;

  /** The sizes in bytes, as the boot option spells them. */
  static final ImmutableList<String> NAMES =
      ImmutableList.of("64K", "128K", "256K", "512K", "1M", "2M", "4M", "8M");

  private static final int SMALLEST_ENTRIES = 1 << 13;

  TableSize {
    if (code < 0 || code >= NAMES.size()) {
      throw new IllegalArgumentException("no table size has the code " + code);
    }
  }

  /** The size with this many bytes. */
  static TableSize ofBytes(long bytes) {
    if (bytes % ENTRY_BYTES != 0) {
      throw new BadInputException(
          "a Calgary table has %s bytes, not %d".formatted(String.join(", ", NAMES), bytes));
    }
    return ofEntries(bytes / ENTRY_BYTES);
  }

  /**
   * The size with this many entries.
   *
   * @throws BadInputException if there is none
   */
  static TableSize ofEntries(long entries) {
    for (int code = 0; code < NAMES.size(); code++) {
      if (entries == (long) SMALLEST_ENTRIES << code) {
        return new TableSize(code);
      }
    }
    throw new BadInputException(
        "a Calgary table has %s entries, not %d; nearest: %d"
            .formatted(
                IntStream.range(0, NAMES.size())
                    .mapToObj(code -> Integer.toString(SMALLEST_ENTRIES << code))
                    .collect(Collectors.joining(", ")),
                entries,
                nearest(entries)));
  }

  private static long nearest(long entries) {
    int best = 0;
    for (int code = 1; code < NAMES.size(); code++) {
      long distance = Math.abs(entries - ((long) SMALLEST_ENTRIES << code));
      if (distance < Math.abs(entries - ((long) SMALLEST_ENTRIES << best))) {
        best = code;
      }
    }
    return (long) SMALLEST_ENTRIES << best;
  }

  /** Number of entries, 8192 to 1048576. */
  int entries() {
    return SMALLEST_ENTRIES << code;
  }

  /** Bytes of the table, and its alignment. */
  long bytes() {
    return (long) entries() * ENTRY_BYTES;
  }
}
