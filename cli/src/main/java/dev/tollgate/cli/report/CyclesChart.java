package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.cli.results.AccountRecord;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the cycles went: one bar for each combination, stacked by cause. */
final class CyclesChart implements SceneChart {

  private static final String MAPS = "dma.maps";

  /** Thousandths of a cycle. */
  private static final String UNIT = "cycles/1000";

  @Override
  public String id() {
    return "cycles";
  }

  @Override
  public String title() {
    return "Where the cycles went";
  }

  @Override
  public String caption() {
    return "CPU cycles for each buffer mapped and unmapped again, by cause. Steps are counted as the"
        + " model takes them and multiplied by the prices listed below; the numbers and the tooltip"
        + " say how much of each bar rests on estimated prices.";
  }

  @Override
  public Plot plot(List<RunRecord> scene) {
    ImmutableList.Builder<Map<String, Object>> rows = ImmutableList.builder();
    ImmutableSet.Builder<String> causes = ImmutableSet.builder();
    List<RunRecord> transferring = scene.stream().filter(CyclesChart::transfers).toList();
    for (RunRecord run : transferring) {
      int order = 0;
      for (Map.Entry<String, Sum> entry : byCause(run).entrySet()) {
        Sum sum = entry.getValue();
        if (sum.total == 0) {
          continue;
        }
        causes.add(entry.getKey());
        rows.add(
            ImmutableMap.of(
                "contender", Scenes.contender(run),
                "cause", entry.getKey(),
                "order", order++,
                "cycles", Units.base(sum.total / maps(run), UNIT),
                "text", Units.format(sum.total / maps(run), UNIT),
                "estimated", share(sum.estimated, sum.total)));
      }
    }
    return new Plot(
        rows.build(),
        ImmutableMap.of(
            "height", 28 * transferring.size(),
            "contenders", transferring.stream().map(Scenes::contender).toList(),
            "causes", CauseColours.inOrder(causes.build()),
            "colours", CauseColours.of(causes.build())));
  }

  @Override
  public HtmlTable table(Results results) {
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    for (RunRecord run : results.runs().stream().filter(CyclesChart::transfers).toList()) {
      byCause(run)
          .forEach(
              (cause, sum) -> {
                if (sum.total > 0) {
                  rows.add(
                      ImmutableList.of(
                          Notes.name(run),
                          cause,
                          Units.format(sum.total / maps(run), UNIT),
                          Units.format(sum.total, UNIT),
                          share(sum.estimated, sum.total)));
                }
              });
    }
    return new HtmlTable(
        2,
        ImmutableList.of(
            "Combination", "Cause", "Cycles per map+unmap", "Cycles in all", "On estimated prices"),
        rows.build());
  }

  /** Cycles for each buffer say nothing of a run that only allocates. */
  private static boolean transfers(RunRecord run) {
    return !run.spec().allocates() || run.metrics().containsKey(MAPS);
  }

  private static final class Sum {
    private long total;
    private long estimated;
  }

  private static Map<String, Sum> byCause(RunRecord run) {
    Map<String, Sum> sums = new LinkedHashMap<>();
    for (AccountRecord account : run.cycles()) {
      Sum sum = sums.computeIfAbsent(account.cause(), cause -> new Sum());
      sum.total += account.cost();
      sum.estimated += account.estimated() ? account.cost() : 0;
    }
    return sums;
  }

  private static long maps(RunRecord run) {
    Figure maps = run.figure(MAPS);
    return maps == null ? 1 : Math.max(1, maps.value());
  }

  private static String share(long part, long whole) {
    return Units.format(Units.partsInAMillion(part, whole), "ppm");
  }
}
