package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.explain.Explanation;
import dev.tollgate.cli.explain.Repetition;
import dev.tollgate.cli.explain.Story;
import dev.tollgate.cli.explain.StoryFile;
import dev.tollgate.cli.explain.StoryText;
import dev.tollgate.cli.report.RunName;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.sweep.ResultsFolder;
import dev.tollgate.core.error.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate explain}: the life of one buffer of a recorded run. */
@Command(
    name = "explain",
    description = {
      "Tell the life of one buffer of a recorded run: entries written, translations cached, accesses"
          + " of devices, unmap, invalidation and what came later, with the bytes of the table before"
          + " and after. The run is done again from its record.",
      "Without --buffer, list the buffers that are worth a look."
    })
final class ExplainCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "Folder of results.")
  private Path folder;

  @Option(
      names = "--run",
      paramLabel = "N",
      description = "Number of the run, if there are several.")
  private @Nullable Integer number;

  @Option(
      names = "--buffer",
      paramLabel = "N",
      description = "Number of the mapping, counted from 1 in the order of the run.")
  private @Nullable Integer buffer;

  @Option(
      names = "--attack",
      paramLabel = "N",
      description =
          "The N-th run of the workload errant whose attack succeeded: the shortest sequence of"
              + " events that shows it.")
  private @Nullable Integer attack;

  @Option(
      names = "--files",
      paramLabel = "DIR",
      description = "Where to look first for files that the run read.")
  private @Nullable Path files;

  @SuppressWarnings("NullAway.Init") // Filled in by picocli.
  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Results results = ResultsFile.read(folder);
    if (attack != null) {
      return tell(results, explanation(attacked(results, attack)).attack(folder));
    }
    RunRecord run = choose(results);
    Explanation explanation = new Explanation(new Repetition(terminal.tollgate(), places()), run);
    if (buffer == null) {
      terminal.out().print(explanation.candidates());
      return ExitCode.FINE;
    }
    if (buffer < 1) {
      throw new BadInputException("--buffer is " + buffer + "; buffers are counted from 1");
    }
    return tell(results, explanation.buffer(buffer));
  }

  private Explanation explanation(RunRecord run) {
    return new Explanation(new Repetition(terminal.tollgate(), places()), run);
  }

  /** The run of the N-th success of an attack, in the order of runs. */
  private RunRecord attacked(Results results, int wanted) {
    List<RunRecord> attacked =
        results.runs().stream()
            .filter(run -> number == null || run.number() == number)
            .filter(run -> Explanation.hasAttack(folder, run))
            .toList();
    if (attacked.isEmpty()) {
      throw new BadInputException(
          folder + " holds no run in which an attack of the workload errant succeeded");
    }
    if (wanted < 1 || wanted > attacked.size()) {
      throw new BadInputException(
          "--attack is %d; there are %d: %s".formatted(wanted, attacked.size(), names(attacked)));
    }
    return attacked.get(wanted - 1);
  }

  private int tell(Results results, Story story) {
    terminal.out().print(StoryText.of(story));
    StoryFile.write(folder, story);
    ResultsFolder written = ResultsFolder.at(folder);
    written.render(results);
    terminal.out().println("Report: " + written.report());
    return ExitCode.FINE;
  }

  /** Where files may lie: as named, beside the program's experiments, beside the results. */
  private List<Path> places() {
    List<Path> places = new ArrayList<>();
    if (files != null) {
      places.add(files);
    }
    places.add(Path.of(""));
    Path home = terminal.home();
    if (home != null) {
      places.add(home);
      places.add(home.resolve("experiments"));
    }
    places.add(folder);
    return places;
  }

  private RunRecord choose(Results results) {
    List<RunRecord> runs =
        results.runs().stream()
            .filter(run -> run.finished() && run.metrics().containsKey("dma.maps"))
            .toList();
    if (runs.isEmpty()) {
      throw new BadInputException(folder + " holds no finished run that makes DMA");
    }
    if (number == null) {
      if (runs.size() > 1) {
        throw new BadInputException(
            "%s holds %d runs; choose one with --run: %s"
                .formatted(folder, runs.size(), names(runs)));
      }
      return runs.get(0);
    }
    int wanted = number;
    return runs.stream()
        .filter(run -> run.number() == wanted)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s holds no finished run %d that makes DMA; there are %s"
                        .formatted(folder, wanted, names(runs))));
  }

  private static String names(List<RunRecord> runs) {
    return runs.stream()
        .map(run -> run.number() + " (" + RunName.of(run) + ")")
        .collect(ImmutableList.toImmutableList())
        .stream()
        .collect(Collectors.joining(", "));
  }
}
