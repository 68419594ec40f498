package dev.tollgate.cli.frontier;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import dev.tollgate.cli.claim.Fraction;
import dev.tollgate.cli.gauge.GaugeReading;
import dev.tollgate.cli.report.Scenes;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All combinations of one scene, by price and by every meter of safety that at least one of them
 * can show. The cheapest comes first; those without a price come last.
 */
public final class Frontier {

  private final String scene;
  private final Meter price;
  private final ImmutableList<Contender> contenders;
  private final ImmutableList<Meter> meters;
  private final ImmutableMap<Meter, String> unseen;
  private final Dominance dominance;

  private Frontier(String scene, Meter price, List<Contender> contenders) {
    this.scene = scene;
    this.price = price;
    this.contenders =
        ImmutableList.sortedCopyOf(
            Comparator.comparing(
                contender -> contender.value(price), Comparator.nullsLast(Fraction::compareTo)),
            contenders);
    ImmutableList.Builder<Meter> seen = ImmutableList.builder();
    Map<Meter, String> not = new LinkedHashMap<>();
    for (Meter meter : Meter.SAFETY) {
      if (contenders.stream().anyMatch(contender -> contender.value(meter) != null)) {
        seen.add(meter);
      } else {
        not.put(meter, why(meter));
      }
    }
    this.meters = seen.build();
    this.unseen = ImmutableMap.copyOf(not);
    this.dominance = compared(compared());
  }

  private String why(Meter meter) {
    return contenders.isEmpty() ? "" : String.valueOf(contenders.get(0).of(meter).reason());
  }

  /**
   * The frontiers of some results, one for each scene that has a finished run with a price.
   *
   * @param chosen the price, or null for the one that fits: CPU time of the work where the workload
   *     does work, else cycles per map and unmap
   */
  public static ImmutableList<Frontier> of(Results results, @Nullable Meter chosen) {
    ImmutableList.Builder<Frontier> frontiers = ImmutableList.builder();
    Multimaps.asMap(Scenes.of(results))
        .forEach(
            (scene, runs) -> {
              List<Contender> contenders = contenders(runs);
              Meter price = chosen == null ? price(contenders) : chosen;
              if (contenders.stream().anyMatch(contender -> contender.value(price) != null)) {
                frontiers.add(new Frontier(scene, price, contenders));
              }
            });
    return frontiers.build();
  }

  private static List<Contender> contenders(List<RunRecord> runs) {
    ListMultimap<String, RunRecord> byName = LinkedListMultimap.create();
    runs.stream()
        .filter(RunRecord::finished)
        .forEach(run -> byName.put(Scenes.contender(run), run));
    List<Contender> contenders = new ArrayList<>();
    Multimaps.asMap(byName)
        .forEach((name, same) -> contenders.add(new Contender(name, ImmutableList.copyOf(same))));
    return contenders;
  }

  private static Meter price(List<Contender> contenders) {
    boolean works =
        contenders.stream()
            .map(contender -> contender.of(Meter.CPU))
            .anyMatch(reading -> reading.unit().equals("ps"));
    return works ? Meter.CPU : Meter.PER_MAP;
  }

  /** The scene's name; empty if there is only one. */
  public String scene() {
    return scene;
  }

  /** What is paid. */
  Meter price() {
    return price;
  }

  /** The combinations, the cheapest first. */
  ImmutableList<Contender> contenders() {
    return contenders;
  }

  /** What the combinations are called. */
  public ImmutableList<String> names() {
    return contenders.stream().map(Contender::name).collect(ImmutableList.toImmutableList());
  }

  /** The meters that at least one combination can show. */
  ImmutableList<Meter> meters() {
    return meters;
  }

  /** What combinations are compared by: the price, and the meters that one can show. */
  ImmutableList<Meter> compared() {
    return ImmutableList.<Meter>builder().add(price).addAll(meters).build();
  }

  /** The meters that none can show, with the reason. */
  ImmutableMap<Meter, String> unseen() {
    return unseen;
  }

  /** Who beats whom in price and all meters. */
  Dominance dominance() {
    return dominance;
  }

  /** Who beats whom in some figures only. */
  Dominance compared(List<Meter> by) {
    List<List<@Nullable Fraction>> points = new ArrayList<>();
    for (Contender contender : contenders) {
      List<@Nullable Fraction> point = new ArrayList<>();
      by.forEach(meter -> point.add(contender.value(meter)));
      points.add(point);
    }
    return Dominance.of(points);
  }

  /**
   * The numbers of the combinations on the front of one price and one meter, the cheapest first.
   * Those that lack one of both are on none.
   */
  ImmutableList<Integer> front(Meter cost, Meter meter) {
    Dominance two = compared(List.of(cost, meter));
    ImmutableList.Builder<Integer> front = ImmutableList.builder();
    for (int number = 0; number < contenders.size(); number++) {
      Contender contender = contenders.get(number);
      if (two.isOnFront(number)
          && contender.value(cost) != null
          && contender.value(meter) != null) {
        front.add(number);
      }
    }
    return front.build();
  }

  /** In what a combination beats another, in words: {@code stale p99 0, not 38 ms}. */
  ImmutableList<String> advantages(Contender better, Contender worse) {
    ImmutableList.Builder<String> words = ImmutableList.builder();
    for (Meter meter : compared()) {
      GaugeReading one = better.of(meter);
      GaugeReading other = worse.of(meter);
      if (one.isKnown() && other.isKnown() && one.value().compareTo(other.value()) < 0) {
        String text = meter.text(one);
        words.add(
            text.equals(meter.text(other))
                ? meter.title() + " less, though both are about " + text
                : "%s %s, not %s".formatted(meter.title(), text, meter.text(other)));
      }
    }
    return words.build();
  }
}
