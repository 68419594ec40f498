package dev.tollgate.cli;

import dev.tollgate.cli.experiment.Experiment;
import dev.tollgate.cli.experiment.ExperimentFile;
import dev.tollgate.cli.experiment.InputFiles;
import dev.tollgate.cli.experiment.SweepRange;
import dev.tollgate.core.boot.Tollgate;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate run}: runs an experiment file. */
@Command(
    name = "run",
    description = "Run an experiment and report price and safety of all its combinations.")
final class RunCommand implements Callable<Integer> {

  /** What is run if nothing is named: the evaluation of the paper of 2007. */
  private static final Path DEFAULT = Path.of("experiments", "price-of-safety.conf");

  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "Experiment file; experiments/price-of-safety.conf if not given.")
  private @Nullable Path experiment;

  @Option(
      names = "--sweep",
      paramLabel = "PATH=FROM..TO:STEP",
      description =
          "Find the smallest value of a setting at which each combination comes out well, such as"
              + " machine.ram=1M..4M:4K.")
  private @Nullable String sweep;

  @Mixin private final SweepOptions options = new SweepOptions();

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    InputFiles files = new InputFiles(terminal.home());
    Path file = files.find(experiment == null ? DEFAULT : experiment);
    Tollgate tollgate = terminal.tollgate();
    Experiment read = ExperimentFile.read(file, tollgate.settings(), options.overrides());
    Path out = options.out();
    Session session =
        new Session(
            terminal,
            tollgate,
            options.jobs(),
            out == null ? folderFor(file) : out,
            options.fresh());
    return sweep == null
        ? session.run(files, read)
        : session.runSmallest(files, read, SweepRange.parse(sweep));
  }

  /** {@code results/price-of-safety} for {@code experiments/price-of-safety.conf}. */
  static Path folderFor(Path experiment) {
    String name = experiment.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return Path.of("results", dot > 0 ? name.substring(0, dot) : name);
  }
}
