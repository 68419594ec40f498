package dev.tollgate.cli.calibrate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.experiment.ExperimentFile;
import dev.tollgate.cli.experiment.InputFiles;
import dev.tollgate.cli.experiment.Plan;
import dev.tollgate.cli.experiment.Planner;
import dev.tollgate.cli.results.ClaimRecord;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.sweep.LocalSweep;
import dev.tollgate.cli.sweep.RunDigest;
import dev.tollgate.cli.sweep.Sweep;
import dev.tollgate.cli.sweep.SweepListener;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.error.BadInputException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs an experiment file with other settings and prices; keeps nothing. */
final class ExperimentTrial implements Trial {

  private final Tollgate tollgate;
  private final InputFiles files;
  private final Path file;
  private final String profile;
  private final ImmutableList<String> overrides;
  private final int jobs;
  private final SweepListener listener;
  private final Consumer<String> log;

  /**
   * A trial.
   *
   * @param profile whose prices are set
   * @param overrides of the command line, which go before all others
   * @param jobs how many runs at once
   * @param log hears of each trial, in a line
   */
  ExperimentTrial(
      Tollgate tollgate,
      InputFiles files,
      Path file,
      String profile,
      ImmutableList<String> overrides,
      int jobs,
      SweepListener listener,
      Consumer<String> log) {
    this.tollgate = tollgate;
    this.files = files;
    this.file = file;
    this.profile = profile;
    this.overrides = overrides;
    this.jobs = jobs;
    this.listener = listener;
    this.log = log;
  }

  @Override
  public ImmutableList<ClaimRecord> claims(
      ImmutableList<String> settings, ImmutableMap<String, BigDecimal> prices) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    all.addAll(settings);
    prices.forEach(
        (step, cycles) ->
            all.add(
                "costs.%s.prices.%s={ cycles = %s, grade = estimated, source = \"a trial\" }"
                    .formatted(profile, step, cycles.toPlainString())));
    all.addAll(overrides);
    Plan plan =
        Planner.plan(tollgate, files, ExperimentFile.read(file, tollgate.settings(), all.build()));
    Sweep sweep = new Sweep(plan, "", ImmutableList.of(), new LocalSweep(jobs));
    Results results = sweep.run(tollgate::run, RunDigest.NONE, null, listener);
    for (RunRecord run : results.runs()) {
      FailureRecord failure = run.failure();
      if (failure != null) {
        throw new BadInputException(
            "run %d failed, so nothing can be fitted to it: %s"
                .formatted(run.number(), failure.message()));
      }
    }
    StringBuilder line = new StringBuilder();
    prices.forEach(
        (step, cycles) -> line.append("%s = %s, ".formatted(step, cycles.toPlainString())));
    log.accept("%s%d runs".formatted(line, results.runs().size()));
    return ImmutableList.copyOf(results.claims());
  }
}
