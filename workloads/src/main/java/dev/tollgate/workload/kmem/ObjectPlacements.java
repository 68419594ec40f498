package dev.tollgate.workload.kmem;

import dev.tollgate.workload.text.DigestedLines;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The list of where each object was placed: a line {@code ID ADDRESS KSIZE}, the address in
 * hexadecimal, or {@code ID zero 0} or {@code ID null 0}.
 */
final class ObjectPlacements implements AutoCloseable {

  private final DigestedLines lines;
  private final boolean hexadecimal;

  /**
   * Begins a list.
   *
   * @param pointers whether the numbers of objects are pointers, to be written in hexadecimal
   */
  ObjectPlacements(@Nullable Path file, boolean pointers) {
    this.lines = new DigestedLines(file, "placements");
    this.hexadecimal = pointers;
  }

  void placed(long id, long address, long usable) {
    begin(id);
    lines.hexadecimal(address);
    lines.character(' ');
    lines.decimal(usable);
    lines.end();
  }

  void zero(long id) {
    begin(id);
    lines.word("zero 0");
    lines.end();
  }

  void failed(long id) {
    begin(id);
    lines.word("null 0");
    lines.end();
  }

  private void begin(long id) {
    lines.begin();
    if (hexadecimal) {
      lines.hexadecimal(id);
    } else {
      lines.decimal(id);
    }
    lines.character(' ');
  }

  /** FNV-1a, 64 bits, of all lines. */
  long digest() {
    return lines.digest();
  }

  @Override
  public void close() {
    lines.close();
  }
}
