package dev.tollgate.cli;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.report.NeighbourTable;
import dev.tollgate.cli.report.TextTable;
import dev.tollgate.cli.report.Units;
import dev.tollgate.cli.results.Neighbours;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.ResultsFile;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.safety.NeighboursFile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tollgate show neighbours}. */
@Command(
    name = "neighbours",
    description = {
      "Print whose memory devices could reach beside their buffers, by call site, one allocator"
          + " beside the other.",
      "Bytes on average over the run; then, of these, after the buffer's unmap; then the most at"
          + " one moment."
    })
final class ShowNeighboursCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "Folder of results.")
  private Path folder;

  @Option(
      names = "--lines",
      paramLabel = "N",
      description = "Call sites at most, those with most bytes; all if not given.")
  private int lines = Integer.MAX_VALUE;

  @SuppressWarnings("NullAway.Init") // Filled in by picocli.
  ShowNeighboursCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Results results = ResultsFile.read(folder);
    ImmutableList<NeighbourTable> tables =
        NeighbourTable.of(
            results,
            Neighbours.read(folder, results, NeighboursFile.NAME),
            Neighbours.read(folder, results, NeighboursFile.RECORDED));
    if (tables.isEmpty()) {
      throw new BadInputException(
          folder
              + " holds no finished run with an allocator and devices; only such runs know what"
              + " lies beside a buffer");
    }
    tables.forEach(this::print);
    return ExitCode.FINE;
  }

  private void print(NeighbourTable table) {
    PrintStream out = terminal.out();
    TextTable text = new TextTable();
    List<String> separators = new ArrayList<>(List.of(""));
    List<String> heading = new ArrayList<>(List.of(table.name()));
    for (String column : table.columns()) {
      heading.addAll(List.of(column, "stale", "most"));
      separators.addAll(List.of("  │ ", "  ", "  "));
    }
    int printed = text.add(heading) + 1;
    int sites = 0;
    for (NeighbourTable.Line line : table.rows()) {
      boolean isSite = line.kind().equals("allocated");
      sites += isSite ? 1 : 0;
      if (!isSite || sites <= lines) {
        List<String> cells = new ArrayList<>(List.of(line.words()));
        for (NeighbourTable.Cell cell : line.cells()) {
          cells.add(Units.format(cell.mean(), "bytes/1000"));
          cells.add(Units.format(cell.stale(), "bytes/1000"));
          cells.add(Units.format(cell.most(), "bytes"));
        }
        printed = text.add(cells) + 1;
      }
    }
    for (int row = 0; row < printed; row++) {
      out.println(text.line(row, separators));
    }
    if (sites > lines) {
      out.printf("(%d more call sites)%n", sites - lines);
    }
    out.println();
  }
}
