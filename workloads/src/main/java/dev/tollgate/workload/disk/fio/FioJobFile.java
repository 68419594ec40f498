package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A job file.
 *
 * @param global options of the {@code [global]} sections as given, by fio's name
 * @param jobs the jobs in the order of the file; not empty
 */
public record FioJobFile(ImmutableMap<String, String> global, ImmutableList<FioJob> jobs) {

  /**
   * Reads a job file. docs/formats.md lists what is accepted.
   *
   * @param name of the file, for complaints
   * @throws BadInputException naming file, line, option and what is accepted instead
   */
  public static FioJobFile parse(String name, String text) {
    return new JobFileReader(name).read(text);
  }

  /**
   * Reads a job file from a file.
   *
   * @throws BadInputException if it cannot be read or is no job file
   */
  public static FioJobFile load(Path file) {
    try {
      return parse(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
