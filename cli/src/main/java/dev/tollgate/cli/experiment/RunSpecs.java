package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.run.RunSpec;
import dev.tollgate.core.settings.Configuration;
import dev.tollgate.core.settings.Settings;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.ParameterType;
import dev.tollgate.core.spi.Parameters;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Makes the specs of runs from an experiment's settings and the values that vary. */
final class RunSpecs {

  private final Tollgate tollgate;
  private final InputFiles files;
  private final Settings settings;
  private final Map<ImmutableMap<String, ConfigValue>, Checked> checked = new HashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  /** Settings that were found to be valid. */
  private record Checked(Configuration configuration, Config merged) {}

  RunSpecs(Tollgate tollgate, InputFiles files, Settings settings) {
    this.tollgate = tollgate;
    this.files = files;
    this.settings = settings;
  }

  /** The settings without anything varied. */
  Configuration unvaried() {
    return check(ImmutableMap.of()).configuration();
  }

  /** What was probably not meant in any of the settings. */
  ImmutableList<String> warnings() {
    return ImmutableList.copyOf(warnings);
  }

  /** The run that a value for each axis stands for. */
  ResolvedSpec of(ImmutableMap<String, ConfigValue> combination) {
    Checked valid =
        check(
            ImmutableMap.copyOf(
                Maps.filterKeys(combination, axis -> !Experiment.KINDS.contains(axis))));
    String iommu = name(combination, "iommu");
    String policy = name(combination, "policy");
    boolean off = iommu.equals(RunSpec.OFF) || policy.equals(RunSpec.OFF);
    RunSpec spec =
        valid
            .configuration()
            .runSpec(
                name(combination, "machine"),
                name(combination, "environment"),
                off ? RunSpec.OFF : iommu,
                off ? RunSpec.OFF : policy,
                name(combination, "allocator"),
                name(combination, "workload"));
    return withFiles(spec, valid.merged());
  }

  private static String name(ImmutableMap<String, ConfigValue> combination, String kind) {
    ConfigValue value = combination.get(kind);
    if (value == null) {
      throw new IllegalArgumentException("no axis " + kind);
    }
    return Axis.text(value);
  }

  private Checked check(ImmutableMap<String, ConfigValue> varied) {
    Checked known = checked.get(varied);
    if (known == null) {
      Config layer = ConfigFactory.empty();
      for (Map.Entry<String, ConfigValue> entry : varied.entrySet()) {
        layer = layer.withValue(entry.getKey(), entry.getValue());
      }
      Settings all = settings.with(layer);
      Configuration configuration =
          tollgate.configure(all, Experiment.ROOTS.toArray(String[]::new));
      warnings.addAll(configuration.warnings());
      known = new Checked(configuration, all.merged());
      checked.put(varied, known);
    }
    return known;
  }

  /** The spec with the names of files replaced by where they were found. */
  private ResolvedSpec withFiles(RunSpec spec, Config merged) {
    ImmutableMap.Builder<String, Parameters> parameters = ImmutableMap.builder();
    ImmutableMap.Builder<String, String> asWritten = ImmutableMap.builder();
    spec.parameters()
        .forEach(
            (part, values) -> {
              Map<String, Object> found = new HashMap<>(values.asMap());
              for (ParameterSpec parameter : DeclaredParameters.of(tollgate, part)) {
                String path = part + "." + parameter.name();
                if (parameter.type() == ParameterType.FILE
                    && !values.text(parameter.name()).isEmpty()) {
                  asWritten.put(path, values.text(parameter.name()));
                  found.put(parameter.name(), files.find(path, merged.getValue(path)).toString());
                }
              }
              parameters.put(part, new Parameters(part, ImmutableSortedMap.copyOf(found)));
            });
    RunSpec resolved = spec.withParameters(parameters.buildOrThrow());
    return new ResolvedSpec(resolved, asWritten.buildOrThrow());
  }
}
