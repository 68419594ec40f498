package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that runs something. */
final class SweepOptions {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set one setting, before what files say; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where all pseudo-random choices come from (run.seed).")
  private @Nullable Long seed;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many runs at once; the number of CPUs if not given.")
  private @Nullable Integer jobs;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "Folder for results.json, results.csv and report.html.")
  private @Nullable Path out;

  @Option(
      names = "--fresh",
      description =
          "Do all runs again. Without it, runs that the folder of results already holds are kept if"
              + " nothing that decides them has changed.")
  private boolean fresh;

  /** Everything set by options, {@code key=value} each. */
  ImmutableList<String> overrides() {
    ImmutableList.Builder<String> overrides = ImmutableList.builder();
    overrides.addAll(settings);
    if (seed != null) {
      overrides.add("run.seed=" + seed);
    }
    return overrides.build();
  }

  /** How many runs at once. */
  int jobs() {
    if (jobs == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (jobs < 1) {
      throw new BadInputException("--jobs is " + jobs + "; expected a number above 0");
    }
    return jobs;
  }

  /** Whether no run is kept from before. */
  boolean fresh() {
    return fresh;
  }

  /** Where results go, if it was said. */
  @Nullable Path out() {
    return out;
  }
}
