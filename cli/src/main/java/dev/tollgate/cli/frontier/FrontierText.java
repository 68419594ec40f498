package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.cli.report.Notes;
import dev.tollgate.cli.report.TextTable;
import dev.tollgate.cli.results.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Frontiers for a terminal. */
public final class FrontierText {

  private static final String ON_FRONT = "● ";
  private static final String BEATEN = "○ ";

  private FrontierText() {}

  /**
   * The text.
   *
   * @param advice for each frontier, or nothing if no constraints were given
   */
  public static String of(Results results, List<Frontier> frontiers, List<Advice> advice) {
    StringBuilder text = new StringBuilder();
    text.append(results.title().isEmpty() ? "Frontier" : results.title()).append('\n');
    for (int number = 0; number < frontiers.size(); number++) {
      Frontier frontier = frontiers.get(number);
      if (!frontier.scene().isEmpty()) {
        text.append(number == 0 ? "" : "\n").append(frontier.scene()).append('\n');
      }
      table(text, frontier);
      fronts(text, frontier);
      beaten(text, frontier);
      if (!advice.isEmpty()) {
        AdviceText.of(frontier, advice.get(number)).forEach(line -> text.append(line).append('\n'));
      }
    }
    Notes.of(results).forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  private static void table(StringBuilder text, Frontier frontier) {
    TextTable table = new TextTable();
    List<Meter> meters = new ArrayList<>(List.of(frontier.price()));
    meters.addAll(frontier.meters());
    List<ImmutableSet<Integer>> fronts = new ArrayList<>();
    fronts.add(ImmutableSet.of());
    frontier
        .meters()
        .forEach(meter -> fronts.add(ImmutableSet.copyOf(frontier.front(frontier.price(), meter))));
    for (int line = 0; line < 2; line++) {
      List<String> heading = new ArrayList<>(List.of(""));
      int part = line;
      meters.forEach(meter -> heading.add(meter.heading().get(part) + " "));
      table.add(heading);
    }
    for (int number = 0; number < frontier.contenders().size(); number++) {
      Contender contender = frontier.contenders().get(number);
      List<String> cells = new ArrayList<>();
      cells.add((frontier.dominance().isOnFront(number) ? ON_FRONT : BEATEN) + contender.name());
      for (int column = 0; column < meters.size(); column++) {
        String value = contender.of(meters.get(column)).text().replace(" cycles", "");
        cells.add(value.replace(" ", "") + (fronts.get(column).contains(number) ? "*" : " "));
      }
      table.add(cells);
    }
    List<String> separators = new ArrayList<>(List.of("", " │ ", " │ "));
    while (separators.size() <= meters.size()) {
      separators.add(" ");
    }
    for (int row = 0; row < frontier.contenders().size() + 2; row++) {
      text.append(table.line(row, separators)).append('\n');
    }
    text.append("● nothing beats it in price and all meters   ○ something does   ");
    text.append("* on the front of price and this meter\n");
  }

  /** The front of each meter, the cheapest first: what a step towards safety costs. */
  private static void fronts(StringBuilder text, Frontier frontier) {
    text.append("Fronts, from cheap to safe:\n");
    for (Meter meter : frontier.meters()) {
      String chain =
          frontier.front(frontier.price(), meter).stream()
              .map(frontier.contenders()::get)
              .map(contender -> contender.name() + " " + contender.of(meter).text())
              .collect(Collectors.joining(" → "));
      text.append("  ").append(meter.title()).append(": ").append(chain).append('\n');
    }
  }

  private static void beaten(StringBuilder text, Frontier frontier) {
    Dominance dominance = frontier.dominance();
    for (int number = 0; number < frontier.contenders().size(); number++) {
      Contender contender = frontier.contenders().get(number);
      int itself = number;
      if (dominance.equalTo(number).stream().anyMatch(equal -> equal < itself)
          && dominance.isOnFront(number)) {
        continue;
      }
      for (String line : reasons(frontier, dominance, number)) {
        text.append(contender.name()).append(' ').append(line).append('\n');
      }
    }
  }

  /** Why a combination is not worth its price: who beats it and in what; or who is its equal. */
  static ImmutableList<String> reasons(Frontier frontier, Dominance dominance, int number) {
    Contender contender = frontier.contenders().get(number);
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    List<String> seen = new ArrayList<>();
    for (int better : dominance.beatenBy(number)) {
      Contender winner = frontier.contenders().get(better);
      if (!seen.contains(winner.name())) {
        String equals =
            dominance.equalTo(better).stream()
                .map(same -> frontier.contenders().get(same).name())
                .peek(seen::add)
                .map(name -> " and " + name)
                .collect(Collectors.joining());
        lines.add(
            "is beaten by %s%s: %s"
                .formatted(
                    winner.name(),
                    equals,
                    String.join("; ", frontier.advantages(winner, contender))));
      }
    }
    if (dominance.isOnFront(number) && !dominance.equalTo(number).isEmpty()) {
      lines.add(
          "is equal in all to "
              + dominance.equalTo(number).stream()
                  .map(same -> frontier.contenders().get(same).name())
                  .collect(Collectors.joining(", ")));
    }
    return lines.build();
  }
}
