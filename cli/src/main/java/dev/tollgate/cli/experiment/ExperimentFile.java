package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.tollgate.cli.claim.Claim;
import dev.tollgate.cli.claim.ClaimReader;
import dev.tollgate.cli.claim.ColumnReader;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.core.settings.Origins;
import dev.tollgate.core.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An experiment file: HOCON with the settings of runs at their usual paths and, beside them,
 *
 * <ul>
 *   <li>{@code title}: a text;
 *   <li>{@code use}: names of the {@code machine}, {@code workload}, {@code iommu}, {@code policy}
 *       and {@code allocator} of all runs;
 *   <li>{@code vary}: what differs between runs, see {@link Axes};
 *   <li>{@code except}: combinations that are not run, see {@link Exceptions};
 *   <li>{@code repeat}: how often each combination is run;
 *   <li>{@code claims}: sentences that the runs decide, see {@link ClaimReader};
 *   <li>{@code table}: a table of the experiment's own, see {@link ColumnReader};
 *   <li>{@code parts}: experiments that it is made of, see {@link ExperimentParts}.
 * </ul>
 */
public final class ExperimentFile {

  private static final int MOST_REPEATS = 10_000;

  private ExperimentFile() {}

  /**
   * Reads a file. Its settings are not checked yet: {@link Planner} does that.
   *
   * @param defaults what holds where the file says nothing
   * @param overrides settings written {@code key=value} that go before the file's
   * @throws dev.tollgate.core.error.BadInputException if it is missing, malformed, or its own keys
   *     make no sense
   */
  public static Experiment read(Path file, Settings defaults, ImmutableList<String> overrides) {
    Settings written = defaults.withFile(file);
    Settings settings = written.withOverrides(overrides);
    ConfigObject root = settings.merged().root();
    ExperimentParts parts = ExperimentParts.of(root.get("parts"));
    ImmutableMap.Builder<String, Experiment> experiments = ImmutableMap.builder();
    parts
        .groups()
        .forEach(
            (name, group) -> {
              Settings own = written.with(group.toConfig()).withOverrides(overrides);
              experiments.put(name, experiment(own, group.get("claims"), ExperimentParts.NONE));
            });
    return experiment(settings, root.get("claims"), parts)
        .withParts(experiments.buildOrThrow(), parts.leftOut());
  }

  private static Experiment experiment(
      Settings settings, @Nullable ConfigValue claims, ExperimentParts parts) {
    ConfigObject root = settings.merged().root();
    boolean whole = parts.groups().isEmpty();
    return new Experiment(
        title(root.get("title")),
        settings,
        fixed(root.get("use")),
        Axes.read(root.get("vary")),
        whole ? Exceptions.read(root.get("except")) : Exceptions.NONE,
        repeat(root.get("repeat")),
        claims(claims),
        whole ? ColumnReader.read(root.get("table")) : ImmutableList.of(),
        ImmutableMap.of(),
        ImmutableList.of());
  }

  private static String title(@Nullable ConfigValue title) {
    if (title == null) {
      return "";
    }
    if (title.valueType() != ConfigValueType.STRING) {
      throw Origins.complaint(title, "title is " + shown(title) + "; expected text");
    }
    return Axis.text(title);
  }

  private static ImmutableMap<String, ConfigValue> fixed(@Nullable ConfigValue use) {
    if (use == null) {
      return ImmutableMap.of();
    }
    if (!(use instanceof ConfigObject group)) {
      throw Origins.complaint(
          use, "use is " + shown(use) + "; expected names, such as use { machine = lab }");
    }
    ImmutableMap.Builder<String, ConfigValue> fixed = ImmutableMap.builder();
    ImmutableSortedMap.copyOf(group)
        .forEach(
            (kind, value) -> {
              if (!Experiment.KINDS.contains(kind)) {
                throw Origins.complaint(
                    value,
                    "unknown key "
                        + kind
                        + " in use"
                        + NearestName.hint(kind, Experiment.KINDS, "keys"));
              }
              if (value.valueType() != ConfigValueType.STRING) {
                throw Origins.complaint(
                    value,
                    "use.%s is %s; expected one name. Several go into vary: vary { %s = […] }"
                        .formatted(kind, shown(value), kind));
              }
              fixed.put(kind, value);
            });
    return fixed.buildOrThrow();
  }

  private static ImmutableList<Claim> claims(@Nullable ConfigValue claims) {
    if (claims == null) {
      return ImmutableList.of();
    }
    if (!(claims instanceof ConfigObject group)) {
      throw Origins.complaint(
          claims, "claims is " + shown(claims) + "; expected a group of claims, each with a name");
    }
    return FileOrder.sort(new ArrayList<>(group.entrySet())).stream()
        .map(entry -> ClaimReader.read(entry.getKey(), entry.getValue()))
        .collect(ImmutableList.toImmutableList());
  }

  private static int repeat(@Nullable ConfigValue repeat) {
    if (repeat == null) {
      return 1;
    }
    try {
      int times = Integer.parseInt(String.valueOf(repeat.unwrapped()));
      if (times >= 1 && times <= MOST_REPEATS) {
        return times;
      }
    } catch (NumberFormatException e) {
      throw expectedRepeat(repeat);
    }
    throw expectedRepeat(repeat);
  }

  private static RuntimeException expectedRepeat(ConfigValue repeat) {
    return Origins.complaint(
        repeat,
        "repeat is " + shown(repeat) + "; expected a whole number from 1 to " + MOST_REPEATS);
  }

  static String shown(ConfigValue value) {
    return value.render(com.typesafe.config.ConfigRenderOptions.concise());
  }
}
