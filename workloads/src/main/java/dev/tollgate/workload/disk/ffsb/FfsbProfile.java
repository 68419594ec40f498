package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A profile: filesets, and groups of threads that work on them for a time.
 *
 * @param seconds simulated seconds; 0 only creates the filesets
 * @param directIo whether files are opened with O_DIRECT, which implies aligned I/O
 * @param alignedIo whether random offsets are multiples of 4096
 * @param bufferedIo whether I/O goes through the C library's streams
 * @param filesystems filesets, by number; not empty
 * @param groups threadgroups, by number; not empty
 */
public record FfsbProfile(
    long seconds,
    boolean directIo,
    boolean alignedIo,
    boolean bufferedIo,
    ImmutableList<FfsbFilesystem> filesystems,
    ImmutableList<FfsbThreadGroup> groups) {

  /** The alignment of aligned I/O in bytes. */
  public static final long ALIGNMENT = 4096;

  /**
   * Reads a profile in the syntax of FFSB 6.0 or 5.x; the counts at its beginning tell them apart.
   * docs/formats.md lists what is accepted.
   *
   * @param name of the file, for complaints
   * @throws BadInputException naming file, line, option and what is accepted instead
   */
  public static FfsbProfile parse(String name, String text) {
    return new ProfileReader(name, text).read();
  }

  /**
   * Reads a profile from a file.
   *
   * @throws BadInputException if it cannot be read or is no profile
   */
  public static FfsbProfile load(Path file) {
    try {
      return parse(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
