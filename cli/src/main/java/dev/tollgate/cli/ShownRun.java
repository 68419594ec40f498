package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.cli.results.RunFiles;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which run of which folder a {@code tollgate show} command is about. */
final class ShownRun {

  @Parameters(paramLabel = "DIR", description = "Folder of results.")
  private Path folder;

  @Option(
      names = "--run",
      paramLabel = "N",
      description = "Number of the run, where several have an allocator.")
  private @Nullable Integer number;

  @Option(
      names = "--allocator",
      paramLabel = "NAME",
      description = "The run with this allocator, where only one has it.")
  private @Nullable String allocator;

  @SuppressWarnings("NullAway.Init") // Filled in by picocli.
  ShownRun() {}

  /**
   * The run.
   *
   * @throws BadInputException if there is none, or several
   */
  RunRecord choose() {
    List<RunRecord> runs =
        ResultsFile.read(folder).runs().stream()
            .filter(run -> run.finished() && run.spec().allocates())
            .toList();
    if (runs.isEmpty()) {
      throw new BadInputException(
          folder + " holds no finished run with an allocator, which alone keeps such texts");
    }
    if (number != null) {
      int wanted = number;
      return runs.stream()
          .filter(run -> run.number() == wanted)
          .findFirst()
          .orElseThrow(
              () ->
                  new BadInputException(
                      "%s holds no finished run %d with an allocator; %s"
                          .formatted(folder, wanted, choices(runs))));
    }
    List<RunRecord> chosen = runs.stream().filter(this::isWanted).toList();
    if (chosen.isEmpty()) {
      throw new BadInputException(
          "%s holds no finished run with allocator %s%s"
              .formatted(
                  folder,
                  allocator,
                  NearestName.hint(
                      String.valueOf(allocator),
                      runs.stream().map(run -> run.spec().allocator()).toList(),
                      "allocators")));
    }
    if (chosen.size() > 1) {
      throw new BadInputException(
          "%s holds %d such runs; choose one with --run: %s"
              .formatted(folder, chosen.size(), choices(chosen)));
    }
    return chosen.get(0);
  }

  private boolean isWanted(RunRecord run) {
    return allocator == null || run.spec().allocator().equals(allocator);
  }

  /** {@code 1 (slab), 2 (slob, machine.ram = 8M)}. */
  private static String choices(List<RunRecord> runs) {
    ImmutableList.Builder<String> choices = ImmutableList.builder();
    for (RunRecord run : runs) {
      StringBuilder words = new StringBuilder(run.spec().allocator());
      run.coordinates()
          .forEach(
              (axis, value) -> {
                if (!axis.equals("allocator")) {
                  words.append(", ").append(axis).append(" = ").append(value);
                }
              });
      choices.add("%d (%s)".formatted(run.number(), words));
    }
    return String.join("; ", choices.build());
  }

  /**
   * A text that the run left.
   *
   * @param missing why it may not be there, for the complaint
   * @throws BadInputException if it is not there
   */
  String text(String name, String missing) {
    RunRecord run = choose();
    Path file = folder.resolve(RunFiles.folder(run.number())).resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "run %d (%s) left no %s: %s"
              .formatted(run.number(), run.spec().allocator(), file, missing));
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BadInputException(file + " cannot be read: " + e, e);
    }
  }
}
