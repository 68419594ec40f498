package dev.tollgate.workload.text;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Fnv1a;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Lines of ASCII text that are digested in any case and written to a file if there is one. Writing
 * a line allocates nothing.
 */
public final class DigestedLines implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Bytes that one line can have. */
  public static final int LONGEST_LINE = 96;

  private static final int MOST_DIGITS = 19;

  private final @Nullable OutputStream out;
  private final @Nullable Path file;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long digest = Fnv1a.OFFSET_BASIS;
  private int length;

  /**
   * Opens the file.
   *
   * @param file where the lines go, or null
   * @param what they are, for complaints
   * @throws BadInputException if it cannot be written
   */
  public DigestedLines(@Nullable Path file, String what) {
    this.file = file;
    try {
      this.out = file == null ? null : Files.newOutputStream(file);
    } catch (IOException e) {
      throw new BadInputException(
          "cannot write " + what + " to " + file + ": " + e.getMessage(), e);
    }
  }

  /** Begins a line; the line before must have been ended. */
  public void begin() {
    if (length > BUFFER_BYTES - LONGEST_LINE) {
      drain();
    }
  }

  /** Adds one character. */
  public void character(char c) {
    buffer[length++] = (byte) c;
  }

  /** Adds a word. */
  public void word(String word) {
    for (int i = 0; i < word.length(); i++) {
      buffer[length++] = (byte) word.charAt(i);
    }
  }

  /** Adds a number that is not negative, in decimal. */
  public void decimal(long value) {
    int end = length + 1;
    for (long bound = 10; bound <= value && end - length < MOST_DIGITS; bound *= 10) {
      end++;
    }
    int at = end;
    long rest = value;
    do {
      long tenth = rest / 10;
      buffer[--at] = (byte) ('0' + (rest - 10 * tenth));
      rest = tenth;
    } while (at > length);
    length = end;
  }

  /** Adds a number in hexadecimal, without leading zeros. */
  public void hexadecimal(long value) {
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) >>> 2);
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      buffer[length++] = (byte) Character.forDigit((int) (value >>> shift) & 15, 16);
    }
  }

  /** Ends a line. */
  public void end() {
    buffer[length++] = '\n';
  }

  /** FNV-1a, 64 bits, of all lines ended so far. */
  public long digest() {
    drain();
    return digest;
  }

  private void drain() {
    if (length == 0) {
      return;
    }
    digest = Fnv1a.update(digest, buffer, 0, length);
    if (out != null) {
      try {
        out.write(buffer, 0, length);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write to " + file, e);
      }
    }
    length = 0;
  }

  @Override
  public void close() {
    drain();
    if (out != null) {
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write to " + file, e);
      }
    }
  }
}
