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
  private static final byte[] FULL = {'f', 'u', 'l', 'l'};

  private final @Nullable OutputStream out;
  private final @Nullable Path file;
  private long digest = Fnv1a.OFFSET_BASIS;
  private final byte[] line = new byte[LONGEST_LINE]; // written from its end to its beginning
  private int start;
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
    begin(index < nextIndex);
    number(index);
    end(id);
    nextIndex = index + pages;
  }

  void full(long id) {
    begin(true);
    start -= FULL.length;
    System.arraycopy(FULL, 0, line, start, FULL.length);
    end(id);
  }

  /** FNV-1a, 64 bits, of all lines so far. */
  long digest() {
    return digest;
  }

  private void begin(boolean again) {
    start = LONGEST_LINE;
    line[--start] = '\n';
    if (again) {
      line[--start] = '*';
      line[--start] = ' ';
    }
  }

  private void end(long id) {
    line[--start] = ' ';
    number(id);
    int bytes = LONGEST_LINE - start;
    digest = Fnv1a.update(digest, line, start, bytes); // at once, beside the next mapping's work
    if (out != null) {
      if (bytes > BUFFER_BYTES - length) {
        drain();
      }
      System.arraycopy(line, start, buffer, length, bytes);
      length += bytes;
    }
  }

  private void number(long value) {
    long rest = value;
    do {
      long tenth = rest / 10;
      line[--start] = (byte) ('0' + (rest - 10 * tenth));
      rest = tenth;
    } while (rest != 0);
  }

  private void drain() {
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
