package dev.tollgate.workload.disk;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.workload.disk.ffsb.FfsbProfile;
import dev.tollgate.workload.disk.fio.FioJobFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The file that says what a benchmark does: a profile of FFSB or a job file of fio. */
final class BenchmarkFile {

  /** What only FFSB's files have: sections of its own, or counts of them. */
  private static final Pattern FFSB =
      Pattern.compile("(?m)^\\s*(\\[\\s*(filesystem|threadgroup)\\d*\\s*\\]|num_filesystems\\s*=)");

  private BenchmarkFile() {}

  /**
   * Reads it.
   *
   * @throws BadInputException if none is named, or it cannot be read or understood
   */
  static Benchmark read(DiskOptions options) {
    if (options.profile().isEmpty()) {
      throw new BadInputException(
          "workload.disk.profile is not set: name a profile of FFSB or a job file of fio, such as"
              + " examples/profiles/random-read.fio");
    }
    Path file = Path.of(options.profile());
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    if (FFSB.matcher(text).find()) {
      return new FfsbBenchmark(FfsbProfile.parse(file.toString(), text), options.duration());
    }
    return new FioBenchmark(FioJobFile.parse(file.toString(), text), options.duration());
  }
}
