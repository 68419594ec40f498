package dev.tollgate.cli;

import dev.tollgate.cli.calibrate.Calibrator;
import dev.tollgate.cli.experiment.InputFiles;
import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.sweep.Outcome;
import dev.tollgate.cli.sweep.SweepListener;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tollgate calibrate}: fits prices that no source gives. */
@Command(
    name = "calibrate",
    description = {
      "Fit prices that no source gives to claims of an experiment, and say how much each claim"
          + " rests on them. The experiment's group calibrate says which prices and claims.",
      "Writes calibration.json, calibration.txt and a cost profile."
    })
final class CalibrateCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "EXPERIMENT", description = "Experiment file with a group calibrate.")
  private Path experiment;

  @Mixin private final SweepOptions options = new SweepOptions();

  @SuppressWarnings("NullAway.Init") // Filled in by picocli.
  CalibrateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    InputFiles files = new InputFiles(terminal.home());
    Path file = files.find(experiment);
    Calibrator calibrator = new Calibrator(terminal.tollgate(), files, file, options.overrides());
    Path out = options.out();
    Path folder = out == null ? RunCommand.folderFor(file) : out;
    SweepListener nobody =
        new SweepListener() {
          @Override
          public void ended(PlannedRun run, Outcome outcome) {}
        };
    terminal
        .out()
        .print(
            calibrator.run(
                Versions.tollgate(),
                options.jobs(),
                folder,
                nobody,
                line -> terminal.err().println("tried " + line)));
    terminal.out().println("Calibration: " + folder);
    return ExitCode.FINE;
  }
}
