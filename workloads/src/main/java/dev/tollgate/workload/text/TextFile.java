package dev.tollgate.workload.text;

import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes whole texts. */
public final class TextFile {

  private TextFile() {}

  /**
   * Writes a text; does nothing if there is no file.
   *
   * @param what it is, for complaints
   * @throws BadInputException if the file cannot be written
   */
  public static void write(@Nullable Path file, String text, String what) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BadInputException(
          "cannot write " + what + " to " + file + ": " + e.getMessage(), e);
    }
  }
}
