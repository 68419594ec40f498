package dev.tollgate.cli.results;

import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Replaces a file as a whole: readers, and a machine that loses power, see the old or the new. */
public final class AtomicFile {

  private AtomicFile() {}

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {

    /** Writes all of it. */
    void writeTo(Writer writer) throws IOException;
  }

  /** Writes a text file, in UTF-8. */
  public static void write(Path file, Content content) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      try (FileOutputStream stream = new FileOutputStream(temporary.toFile());
          Writer writer =
              new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8))) {
        content.writeTo(writer);
        writer.flush();
        stream.getFD().sync();
      }
      try {
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
