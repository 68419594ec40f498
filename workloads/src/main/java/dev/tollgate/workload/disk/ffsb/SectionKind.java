package dev.tollgate.workload.disk.ffsb;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A kind of clause with its options: the lists of FFSB's parser.h, and of 5.x where they differ.
 */
enum SectionKind {
  /** Outside of all clauses. */
  GLOBAL(
      "",
      "before the clauses",
      ImmutableSet.of(
          "num_filesystems",
          "num_threadgroups",
          "verbose",
          "time",
          "directio",
          "bufferio",
          "bufferedio",
          "alignio",
          "callout"),
      ImmutableSet.of(),
      ImmutableMap.of("callout", "no command is run before the benchmark")),

  /** A fileset. */
  FILESYSTEM(
      "filesystem",
      "in [filesystem]",
      ImmutableSet.of(
          "location",
          "num_files",
          "num_dirs",
          "reuse",
          "min_filesize",
          "max_filesize",
          "create_blocksize",
          "age_blocksize",
          "desired_util",
          "agefs",
          "init_util",
          "init_size",
          "clone"),
      ImmutableSet.of("size_weight"),
      ImmutableMap.of()),

  /** A group of threads. */
  THREADGROUP(
      "threadgroup",
      "in [threadgroup]",
      threadgroupOptions(),
      ImmutableSet.of(),
      ImmutableMap.of()),

  /** What times a threadgroup keeps. */
  STATS(
      "stats",
      "in [stats]",
      ImmutableSet.of("enable_stats", "enable_range"),
      ImmutableSet.of("ignore", "msec_range"),
      ImmutableMap.of());

  private final String word;
  private final String place;
  private final ImmutableSet<String> options;
  private final ImmutableSet<String> lists;
  private final ImmutableMap<String, String> refused;

  SectionKind(
      String word,
      String place,
      ImmutableSet<String> options,
      ImmutableSet<String> lists,
      ImmutableMap<String, String> refused) {
    this.word = word;
    this.place = place;
    this.options = options;
    this.lists = lists;
    this.refused = refused;
  }

  /** The word in brackets; empty for {@link #GLOBAL}. */
  String word() {
    return word;
  }

  /** Where such options stand, for complaints. */
  String place() {
    return place;
  }

  /** Options that are given at most once. */
  ImmutableSet<String> options() {
    return options;
  }

  /** Options that are given as often as one likes. */
  ImmutableSet<String> lists() {
    return lists;
  }

  /** Why an option is not simulated, or null if it is. */
  @Nullable String refused(String option) {
    return refused.get(option);
  }

  /** Whether a clause of this kind can stand in one of the other. */
  boolean fits(SectionKind outer) {
    return switch (this) {
      case GLOBAL -> false;
      case FILESYSTEM -> outer == GLOBAL;
      case THREADGROUP -> outer == GLOBAL || outer == FILESYSTEM;
      case STATS -> outer == THREADGROUP;
    };
  }

  private static ImmutableSet<String> threadgroupOptions() {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    names.add(
        "bindfs",
        "num_threads",
        "op_delay",
        "read_random",
        "read_skip",
        "read_skipsize",
        "read_size",
        "read_blocksize",
        "write_random",
        "fsync_file",
        "write_size",
        "write_blocksize");
    Arrays.stream(FfsbOperation.values()).map(FfsbOperation::weightOption).forEach(names::add);
    return names.build();
  }
}
