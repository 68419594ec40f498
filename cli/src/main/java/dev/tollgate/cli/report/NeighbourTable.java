package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.Neighbours;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.core.safety.NeighbourRow;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What lies beside buffers, a row for each call site and kind of bytes, a column for each of the
 * runs that differ in their allocator only: the joint figure of allocator and IOMMU.
 *
 * @param name of what the runs have in common: {@code calgary/strict}, and the scene if there is
 *     one
 * @param columns names of the runs: their allocators; the recorded machine first if a trace tells
 * @param rows the most first within each kind, the kinds in the order of {@code docs/safety.md}
 */
public record NeighbourTable(String name, ImmutableList<String> columns, ImmutableList<Line> rows) {

  private static final ImmutableList<String> KINDS =
      ImmutableList.of(
          "allocated", "own", "free", "metadata", "beyond", "other", "unknown", "links");

  /** {@code links} are part of others. */
  private static final String PART = "links";

  private static final BigInteger MEAN = BigInteger.valueOf(1_000_000_000_000L);

  /**
   * A row.
   *
   * @param kind what the bytes are
   * @param words the call site and what it asked, or what the kind is
   * @param cells one for each column
   */
  public record Line(String kind, String words, ImmutableList<Cell> cells) {

    /** Largest mean of any column. */
    long largest() {
      return cells.stream().mapToLong(Cell::mean).max().orElse(0);
    }
  }

  /**
   * One figure.
   *
   * @param mean bytes within reach on average over the run, in thousandths
   * @param stale the part of them after their buffer's unmap
   * @param most most bytes at one moment
   */
  public record Cell(long mean, long stale, long most) {

    static final Cell NOTHING = new Cell(0, 0, 0);

    private Cell plus(Cell other) {
      return new Cell(mean + other.mean, stale + other.stale, most + other.most);
    }
  }

  /**
   * The tables of some results, in the order of their runs.
   *
   * @param simulated what the runs left, by their numbers
   * @param recorded what a trace says of the recorded machine's memory, by the runs that read it
   */
  public static ImmutableList<NeighbourTable> of(
      Results results,
      ImmutableSortedMap<Integer, Neighbours> simulated,
      ImmutableSortedMap<Integer, Neighbours> recorded) {
    Map<String, List<RunRecord>> groups = new LinkedHashMap<>();
    for (RunRecord run : results.runs()) {
      if (simulated.containsKey(run.number())) {
        groups.computeIfAbsent(name(run), name -> new ArrayList<>()).add(run);
      }
    }
    ImmutableList.Builder<NeighbourTable> tables = ImmutableList.builder();
    groups.forEach((name, runs) -> tables.add(table(name, runs, simulated, recorded)));
    return tables.build();
  }

  private static String name(RunRecord run) {
    String scene = Scenes.scene(run.coordinates());
    return scene.isEmpty() ? run.spec().protection() : run.spec().protection() + ", " + scene;
  }

  private static NeighbourTable table(
      String name,
      List<RunRecord> runs,
      ImmutableSortedMap<Integer, Neighbours> simulated,
      ImmutableSortedMap<Integer, Neighbours> recorded) {
    List<String> columns = new ArrayList<>();
    List<Neighbours> figures = new ArrayList<>();
    Neighbours real = recorded.get(runs.get(0).number());
    if (real != null) {
      columns.add("as recorded");
      figures.add(real);
    }
    for (RunRecord run : runs) {
      Neighbours figure = simulated.get(run.number());
      if (figure != null) {
        columns.add(run.spec().allocator());
        figures.add(figure);
      }
    }
    return new NeighbourTable(name, ImmutableList.copyOf(columns), lines(figures));
  }

  private static ImmutableList<Line> lines(List<Neighbours> columns) {
    boolean domains =
        columns.stream()
            .flatMap(column -> column.rows().stream())
            .anyMatch(row -> row.domain() > 0);
    Map<List<String>, Cell[]> cells = new TreeMap<>(Comparator.comparing(Object::toString));
    for (int column = 0; column < columns.size(); column++) {
      for (NeighbourRow row : columns.get(column).rows()) {
        Cell[] line =
            cells.computeIfAbsent(
                ImmutableList.of(row.kind(), words(row, domains)), key -> nothing(columns.size()));
        line[column] = line[column].plus(cell(row, columns.get(column).picoseconds()));
      }
    }
    return cells.entrySet().stream()
        .map(
            line ->
                new Line(
                    line.getKey().get(0),
                    line.getKey().get(1),
                    ImmutableList.copyOf(line.getValue())))
        .sorted(
            Comparator.comparing((Line line) -> KINDS.indexOf(line.kind()))
                .thenComparing(Line::largest, Comparator.reverseOrder()))
        .collect(ImmutableList.toImmutableList());
  }

  private static Cell[] nothing(int columns) {
    Cell[] cells = new Cell[columns];
    Arrays.fill(cells, Cell.NOTHING);
    return cells;
  }

  private static Cell cell(NeighbourRow row, long picoseconds) {
    return new Cell(mean(row.reach(), picoseconds), mean(row.stale(), picoseconds), row.most());
  }

  private static long mean(long byteMilliseconds, long picoseconds) {
    return picoseconds == 0
        ? 0
        : BigInteger.valueOf(byteMilliseconds)
            .multiply(MEAN)
            .divide(BigInteger.valueOf(picoseconds))
            .longValue();
  }

  private static String words(NeighbourRow row, boolean domains) {
    String what =
        switch (row.kind()) {
          case "allocated" ->
              (row.site().isEmpty() ? "(nobody known)" : row.site())
                  + (row.source().isEmpty() ? "" : " " + row.source());
          case "own" -> "the buffer's own object";
          case "free" -> "free memory";
          case "metadata" -> "allocator's own";
          case "beyond" -> "slack, headers, holes";
          case "other" -> "not the allocator's";
          case "unknown" -> "of which no event says anything";
          case PART -> "of these: freelist links, indexes";
          default -> row.kind();
        };
    return domains ? "domain " + row.domain() + ": " + what : what;
  }
}
