package dev.tollgate.workload.disk.fio;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.settings.NearestName;
import java.util.Arrays;
import java.util.List;

/** Makes a job of its options, with fio's defaults. */
final class JobReader {

  private static final long DEFAULT_BLOCK = 4096;
  private static final long SECTOR = 512;
  private static final int MOST_PROCESSES = 4096;
  private static final int DEEPEST = 65536;

  private final String name;
  private final JobSection own;
  private final JobSection options;

  /**
   * A reader of one job.
   *
   * @param own options of its section
   * @param options these and the global ones
   */
  JobReader(String name, JobSection own, JobSection options) {
    this.name = name;
    this.own = own;
    this.options = options;
  }

  FioJob read() {
    for (JobOption option : JobOption.values()) {
      if (option.isFlag()) {
        options.flag(option);
      }
    }
    BlockSizes sizes = BlockSizes.read(options, DEFAULT_BLOCK);
    boolean direct = direct();
    String size = options.text(JobOption.SIZE);
    if (size == null) {
      throw options.at(options.line(), "[" + name + "] has no size; expected size=BYTES");
    }
    long bytes = options.bytes(JobOption.SIZE, size);
    checkSizes(sizes.reads(), bytes, direct);
    checkSizes(sizes.writes(), bytes, direct);
    boolean timeBased = options.flag(JobOption.TIME_BASED);
    long runtime = options.microseconds(JobOption.RUNTIME);
    if (timeBased && runtime == 0) {
      throw options.at(options.line(JobOption.TIME_BASED), "time_based needs a runtime above 0");
    }
    String filename = options.text(JobOption.FILENAME);
    return new FioJob(
        name,
        pattern(),
        sizes.reads(),
        sizes.writes(),
        bytes,
        engine(),
        options.count(JobOption.IODEPTH, 1, DEEPEST, 1),
        options.count(JobOption.NUMJOBS, 1, MOST_PROCESSES, 1),
        readPercent(),
        direct,
        runtime,
        timeBased,
        filename == null ? "" : filename,
        options.flag(JobOption.STONEWALL),
        options.flag(JobOption.GROUP_REPORTING),
        own.given());
  }

  private boolean direct() {
    if (options.has(JobOption.DIRECT) && options.has(JobOption.BUFFERED)) {
      throw options.at(
          Math.max(options.line(JobOption.DIRECT), options.line(JobOption.BUFFERED)),
          "direct and buffered are opposites of each other; expected one of them");
    }
    return options.has(JobOption.BUFFERED)
        ? !options.flag(JobOption.BUFFERED)
        : options.flag(JobOption.DIRECT);
  }

  private FioPattern pattern() {
    String word = options.text(JobOption.RW);
    if (word == null) {
      return FioPattern.READ;
    }
    FioPattern pattern = FioPattern.of(word);
    if (pattern == null) {
      List<String> words =
          Arrays.stream(FioPattern.values()).flatMap(p -> p.words().stream()).toList();
      throw options.at(
          options.line(JobOption.RW),
          "rw=" + word + " is not simulated" + NearestName.hint(word, words, "patterns"));
    }
    return pattern;
  }

  private FioEngine engine() {
    String word = options.text(JobOption.IOENGINE);
    if (word == null) {
      return FioEngine.PSYNC;
    }
    FioEngine engine = FioEngine.of(word);
    if (engine == null) {
      List<String> words = Arrays.stream(FioEngine.values()).map(FioEngine::word).toList();
      throw options.at(
          options.line(JobOption.IOENGINE),
          "ioengine=" + word + " is not simulated" + NearestName.hint(word, words, "engines"));
    }
    return engine;
  }

  private int readPercent() {
    int reads = options.count(JobOption.RWMIXREAD, 0, 100, -1);
    int writes = options.count(JobOption.RWMIXWRITE, 0, 100, -1);
    if (reads >= 0 && writes >= 0 && reads + writes != 100) {
      throw options.at(
          Math.max(options.line(JobOption.RWMIXREAD), options.line(JobOption.RWMIXWRITE)),
          "rwmixread=" + reads + " and rwmixwrite=" + writes + " do not make 100");
    }
    if (reads >= 0) {
      return reads;
    }
    return writes >= 0 ? 100 - writes : 50;
  }

  private void checkSizes(ImmutableList<FioBlockSize> sizes, long bytes, boolean direct) {
    for (FioBlockSize size : sizes) {
      if (size.bytes() > bytes) {
        throw options.at(
            options.line(JobOption.SIZE),
            "size=" + bytes + " is less than a block of " + size.bytes() + " bytes");
      }
      if (direct && size.bytes() % SECTOR != 0) {
        throw options.at(
            options.line(JobOption.DIRECT),
            "direct I/O needs blocks of whole sectors of 512 bytes, not of " + size.bytes());
      }
    }
  }
}
