package dev.tollgate.workload.replay;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Fnv1a;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The list of where each mapping of a plain trace was placed: a line {@code ID INDEX}, with {@code
 * " *"} behind it if the search for I/O pages had to begin again from the start, or {@code ID full
 * *}. It is digested in any case and written to a file if there is one.
 *
 * <p>A next-fit search that ends before the place where it began must have begun again; that is how
 * the mark is found, for any allocator of that kind.
 */
final class Placements implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_LINE = 48;
  private static final int MOST_DIGITS = 19;

  private final @Nullable OutputStream out;
  private final @Nullable Path file;
  private long digest = Fnv1a.OFFSET_BASIS;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int length;
  private long nextIndex;

  Placements(@Nullable Path file) {
    this.file = file;
    try {
      this.out = file == null ? null : Files.newOutputStream(file);
    } catch (IOException e) {
      throw new BadInputException("cannot write placements to " + file + ": " + e.getMessage(), e);
    }
  }

  void placed(long id, long index, int pages) {
    begin(id);
    number(index);
    end(index < nextIndex);
    nextIndex = index + pages;
  }

  void full(long id) {
    begin(id);
    buffer[length++] = 'f';
    buffer[length++] = 'u';
    buffer[length++] = 'l';
    buffer[length++] = 'l';
    end(true);
  }

  /** FNV-1a, 64 bits, of all lines, after {@link #close}. */
  long digest() {
    return digest;
  }

  private void begin(long id) {
    if (length > BUFFER_BYTES - LONGEST_LINE) {
      drain();
    }
    number(id);
    buffer[length++] = ' ';
  }

  private void end(boolean again) {
    if (again) {
      buffer[length++] = ' ';
      buffer[length++] = '*';
    }
    buffer[length++] = '\n';
  }

  private void number(long value) {
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

  private void drain() {
    digest = Fnv1a.update(digest, buffer, 0, length);
    if (out != null) {
      try {
        out.write(buffer, 0, length);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write placements to " + file, e);
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
        throw new UncheckedIOException("cannot write placements to " + file, e);
      }
    }
  }
}
