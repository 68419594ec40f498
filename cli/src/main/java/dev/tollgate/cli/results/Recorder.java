package dev.tollgate.cli.results;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.cli.results.RunRecord.OutcomeRecord;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.metric.Distribution;
import dev.tollgate.core.metric.Metric;
import dev.tollgate.core.metric.Outcome;
import dev.tollgate.core.metric.Series;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Turns what the core says of a run into what is stored of it. */
public final class Recorder {

  private Recorder() {}

  /**
   * A run's spec.
   *
   * @param asWritten what the user wrote, by path, for parameters whose value in the spec was made
   *     from it, such as names of files
   */
  public static SpecRecord spec(RunSpec spec, Map<String, String> asWritten) {
    ImmutableMap.Builder<String, SortedMap<String, Object>> parameters = ImmutableMap.builder();
    spec.parameters()
        .forEach((path, values) -> parameters.put(path, parameters(path, values, asWritten)));
    return new SpecRecord(
        machine(spec.machine()),
        spec.prices().name(),
        spec.iommu(),
        spec.policy(),
        spec.allocator(),
        spec.workload(),
        parameters.buildOrThrow(),
        spec.dmaDebug(),
        spec.accounting().id(),
        spec.seed());
  }

  private static SortedMap<String, Object> parameters(
      String path, Parameters values, Map<String, String> asWritten) {
    ImmutableSortedMap.Builder<String, Object> recorded = ImmutableSortedMap.naturalOrder();
    values
        .asMap()
        .forEach(
            (name, value) -> {
              String written = asWritten.get(path + "." + name);
              recorded.put(name, written == null ? value : written);
            });
    return recorded.buildOrThrow();
  }

  private static MachineRecord machine(MachineProfile machine) {
    return new MachineRecord(
        machine.name(),
        machine.description(),
        machine.cpus(),
        machine.cpuHz(),
        machine.ramBytes(),
        machine.firmwareBytes(),
        machine.pageFrames(),
        word(machine.pageAllocator()));
  }

  /** A run that came to its end. */
  public static RunRecord finished(
      int number, Map<String, String> coordinates, SpecRecord spec, RunResult result) {
    ImmutableSortedMap.Builder<String, Figure> metrics = ImmutableSortedMap.naturalOrder();
    result
        .metrics()
        .forEach((name, metric) -> metrics.put(name, new Figure(metric.value(), metric.unit())));
    return new RunRecord(
        number,
        coordinates,
        spec,
        null,
        metrics.buildOrThrow(),
        result.cycles().stream().map(Recorder::account).collect(ImmutableList.toImmutableList()),
        result.distributions().stream()
            .map(Recorder::distribution)
            .collect(ImmutableList.toImmutableList()),
        result.series().stream().map(Recorder::series).collect(ImmutableList.toImmutableList()),
        result.unobservable(),
        result.notes(),
        outcome(result.outcome()));
  }

  private static @Nullable OutcomeRecord outcome(@Nullable Outcome outcome) {
    return outcome == null ? null : new OutcomeRecord(outcome.success(), outcome.message());
  }

  /** One sentence for each metric of a run, by its name. */
  public static ImmutableSortedMap<String, String> meanings(RunResult result) {
    return result.metrics().values().stream()
        .collect(
            ImmutableSortedMap.toImmutableSortedMap(
                String::compareTo, Metric::name, Metric::meaning));
  }

  private static AccountRecord account(CycleLedger.Entry entry) {
    return new AccountRecord(
        entry.center().id(),
        entry.step().id(),
        entry.step().unit(),
        entry.count(),
        entry.price().milliCycles(),
        word(entry.price().grade()),
        entry.price().source());
  }

  private static DistributionRecord distribution(Distribution distribution) {
    return new DistributionRecord(
        distribution.name(),
        distribution.unit(),
        distribution.meaning(),
        distribution.bins().stream()
            .map(bin -> new DistributionRecord.Bin(bin.from(), bin.to(), bin.count()))
            .collect(ImmutableList.toImmutableList()));
  }

  private static SeriesRecord series(Series series) {
    return new SeriesRecord(
        series.name(), series.unit(), series.meaning(), series.at(), series.values().asList());
  }

  private static String word(Enum<?> constant) {
    return Ascii.toLowerCase(constant.name()).replace('_', '-');
  }
}
