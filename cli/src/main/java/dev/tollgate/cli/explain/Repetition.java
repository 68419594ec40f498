package dev.tollgate.cli.explain;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.experiment.DeclaredParameters;
import dev.tollgate.cli.results.AccountRecord;
import dev.tollgate.cli.results.MachineRecord;
import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import dev.tollgate.cli.results.SpecRecord;
import dev.tollgate.core.allocator.AllocatorAccounting;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.cost.CostProfile;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.PriceGrade;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.IoBusTiming;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.metric.Metric;
import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.run.Witness;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.ParameterType;
import dev.tollgate.core.spi.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run done again from its record, before a witness. That it is the same run is not believed but
 * checked: every figure must come out as recorded.
 */
public final class Repetition {

  private static final int NAMED_AT_MOST = 3;

  private final Tollgate tollgate;
  private final ImmutableList<Path> places;

  /**
   * Repeats runs.
   *
   * @param places folders in which to look for files that specs name, in this order
   */
  public Repetition(Tollgate tollgate, List<Path> places) {
    this.tollgate = tollgate;
    this.places = ImmutableList.copyOf(places);
  }

  /**
   * Does a run again.
   *
   * @throws BadInputException if a file it read is not found, or it comes out otherwise
   */
  public void run(RunRecord record, Witness witness) {
    RunResult result = tollgate.run(spec(record, ImmutableMap.of()), witness);
    List<String> other = new ArrayList<>();
    for (Map.Entry<String, Figure> figure : record.metrics().entrySet()) {
      Metric metric = result.metrics().get(figure.getKey());
      if (metric == null || metric.value() != figure.getValue().value()) {
        other.add(
            "%s is %s, recorded is %d"
                .formatted(
                    figure.getKey(),
                    metric == null ? "missing" : Long.toString(metric.value()),
                    figure.getValue().value()));
      }
    }
    if (!other.isEmpty()) {
      throw new BadInputException(
          "run %d does not come out as recorded: %s%s; its files, a plugin or Tollgate have changed, so do it again first"
              .formatted(
                  record.number(),
                  String.join("; ", other.subList(0, Math.min(NAMED_AT_MOST, other.size()))),
                  other.size() > NAMED_AT_MOST
                      ? " and %d more".formatted(other.size() - NAMED_AT_MOST)
                      : ""));
    }
  }

  /**
   * Does a run's like: the same parts, but with other values for some parameters.
   *
   * @param values by path and name: {@code workload.errant.sequence}
   */
  RunResult like(RunRecord record, ImmutableMap<String, String> values, Witness witness) {
    return tollgate.run(spec(record, values), witness);
  }

  private RunSpec spec(RunRecord record, ImmutableMap<String, String> others) {
    SpecRecord spec = record.spec();
    CostProfile prices = prices(record);
    return new RunSpec(
        machine(spec.machine(), prices.name()),
        prices,
        spec.iommu(),
        spec.policy(),
        spec.allocator(),
        spec.workload(),
        spec.environment(),
        parameters(spec, others),
        spec.dmaDebug(),
        AllocatorAccounting.of(spec.accounting()),
        spec.seed());
  }

  private MachineProfile machine(MachineRecord machine, String costProfile) {
    IoBusTiming bus =
        tollgate.machines().contains(machine.name())
            ? tollgate.machine(machine.name()).ioBus()
            : IoBusTiming.NONE;
    return new MachineProfile(
        machine.name(),
        machine.description(),
        machine.cpus(),
        machine.cpuHz(),
        machine.ramBytes(),
        machine.firmwareBytes(),
        machine.pageFrames(),
        PageAllocation.valueOf(Ascii.toUpperCase(machine.pageAllocator()).replace('-', '_')),
        costProfile,
        bus);
  }

  /** The profile of this name, with every price that the run was charged as it was then. */
  private CostProfile prices(RunRecord record) {
    String name = record.spec().costProfile();
    TreeMap<String, Price> prices = new TreeMap<>();
    String description = "";
    if (tollgate.costProfiles().contains(name)) {
      CostProfile known = tollgate.costProfile(name);
      prices.putAll(known.prices());
      description = known.description();
    }
    for (AccountRecord account : record.cycles()) {
      prices.put(
          account.step(),
          new Price(
              account.milliCycles(),
              PriceGrade.valueOf(account.grade().toUpperCase(Locale.ROOT).replace('-', '_')),
              account.source()));
    }
    return new CostProfile(name, description, ImmutableSortedMap.copyOf(prices));
  }

  private ImmutableMap<String, Parameters> parameters(
      SpecRecord spec, ImmutableMap<String, String> others) {
    ImmutableMap.Builder<String, Parameters> all = ImmutableMap.builder();
    spec.parameters()
        .forEach(
            (part, values) -> {
              TreeMap<String, Object> typed = new TreeMap<>();
              values.forEach(
                  (name, value) ->
                      typed.put(
                          name,
                          value instanceof Number number ? (Object) number.longValue() : value));
              for (ParameterSpec parameter : DeclaredParameters.of(tollgate, part)) {
                Object value = typed.get(parameter.name());
                if (value == null) {
                  throw new BadInputException(
                      "the run was recorded before there was %s.%s; do it again first"
                          .formatted(part, parameter.name()));
                }
                if (value instanceof String text && !text.isEmpty()) {
                  if (parameter.type() == ParameterType.FILE) {
                    typed.put(parameter.name(), find(text));
                  } else if (parameter.type() == ParameterType.OUTPUT_FILE) {
                    typed.put(parameter.name(), "");
                  }
                }
              }
              others.forEach(
                  (path, value) -> {
                    if (path.startsWith(part + ".")) {
                      typed.put(path.substring(part.length() + 1), value);
                    }
                  });
              all.put(part, new Parameters(part, ImmutableSortedMap.copyOf(typed)));
            });
    return all.buildOrThrow();
  }

  private String find(String name) {
    for (Path place : places) {
      Path file = place.resolve(name).normalize();
      if (Files.isRegularFile(file)) {
        return file.toString();
      }
    }
    throw new BadInputException(
        "the run read %s, which is not found in %s; name its folder with --files"
            .formatted(name, String.join(", ", places.stream().map(this::shown).toList())));
  }

  private String shown(@Nullable Path place) {
    String text = String.valueOf(place);
    return text.isEmpty() ? "the working directory" : text;
  }
}
