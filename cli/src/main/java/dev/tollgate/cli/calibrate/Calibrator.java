package dev.tollgate.cli.calibrate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.experiment.Experiment;
import dev.tollgate.cli.experiment.ExperimentFile;
import dev.tollgate.cli.experiment.InputFiles;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.sweep.SweepListener;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Calibrates by an experiment file and writes down what came of it. */
public final class Calibrator {

  private final Tollgate tollgate;
  private final InputFiles files;
  private final Path file;
  private final ImmutableList<String> overrides;
  private final CalibrationSpec spec;
  private final CostProfile base;
  private final Experiment experiment;

  /**
   * Reads the file.
   *
   * @param overrides settings written {@code key=value} that go before the file's
   * @throws BadInputException if the file, or its group {@code calibrate}, makes no sense
   */
  public Calibrator(
      Tollgate tollgate, InputFiles files, Path file, ImmutableList<String> overrides) {
    this.tollgate = tollgate;
    this.files = files;
    this.file = file;
    this.overrides = overrides;
    this.experiment = ExperimentFile.read(file, tollgate.settings(), overrides);
    this.spec = CalibrationSpec.read(experiment.settings().merged());
    this.base = profile();
  }

  private CostProfile profile() {
    var configuration =
        tollgate.configure(experiment.settings(), Experiment.ROOTS.toArray(String[]::new));
    if (!configuration.costProfiles().contains(spec.profile())) {
      throw new BadInputException(
          "calibrate.profile: there is no cost profile %s%s"
              .formatted(
                  spec.profile(),
                  NearestName.hint(spec.profile(), configuration.costProfiles(), "profiles")));
    }
    return configuration.costProfile(spec.profile());
  }

  private ImmutableMap<String, BigDecimal> initial() {
    ImmutableMap.Builder<String, BigDecimal> initial = ImmutableMap.builder();
    for (PriceRange range :
        ImmutableList.<PriceRange>builder().addAll(spec.prices()).addAll(spec.watched()).build()) {
      Price price = base.prices().get(range.step());
      if (price == null) {
        throw new BadInputException(
            "calibrate: profile %s has no price of %s%s"
                .formatted(
                    spec.profile(),
                    range.step(),
                    NearestName.hint(range.step(), base.prices().keySet(), "steps")));
      }
      initial.put(range.step(), BigDecimal.valueOf(price.milliCycles(), 3).stripTrailingZeros());
    }
    return initial.buildOrThrow();
  }

  /**
   * Fits, tries the ends of all ranges, and writes {@code calibration.json}, {@code
   * calibration.txt} and the fitted profile, if there is anything to fit.
   *
   * @param version of Tollgate
   * @param jobs how many runs at once
   * @param log hears of each trial, in a line
   * @return the tables, as text
   */
  public String run(
      String version, int jobs, Path folder, SweepListener listener, Consumer<String> log) {
    ImmutableMap<String, BigDecimal> initial = initial();
    Trial trial =
        new ExperimentTrial(tollgate, files, file, spec.profile(), overrides, jobs, listener, log);
    CalibrationRecord found =
        new Calibration(spec, initial, trial).run(experiment.title(), version);
    String text = CalibrationText.of(found);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("calibration.json"), Json.pretty(found));
      Files.writeString(folder.resolve("calibration.txt"), text);
      if (!found.prices().isEmpty()) {
        Files.writeString(folder.resolve(found.name() + ".conf"), ProfileText.of(base, found));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder, e);
    }
    return text;
  }
}
