package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.typesafe.config.ConfigValue;
import dev.tollgate.cli.claim.Claim;
import dev.tollgate.cli.claim.TableColumn;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.Origins;
import dev.tollgate.core.settings.Settings;

/**
 * What a user asks for: fixed settings and what to vary over them.
 *
 * @param title what it is called; may be empty
 * @param settings defaults and everything fixed
 * @param fixed names of the parts that do not vary, by {@code machine}, {@code workload}, {@code
 *     environment}, {@code iommu}, {@code policy}, {@code allocator}
 * @param axes what is varied, the slowest first; all combinations are run
 * @param exceptions combinations that are not run
 * @param repeat how often each combination is run, with seeds that follow each other
 * @param claims sentences that the runs decide
 * @param table columns of a table of its own; may be empty
 * @param parts experiments that it is made of, by name, in their order; it has no runs of its own
 *     then, and each part has all that it says already
 * @param leftOut names of parts that the file has and the command line left out
 */
public record Experiment(
    String title,
    Settings settings,
    ImmutableMap<String, ConfigValue> fixed,
    ImmutableList<Axis> axes,
    Exceptions exceptions,
    int repeat,
    ImmutableList<Claim> claims,
    ImmutableList<TableColumn> table,
    ImmutableMap<String, Experiment> parts,
    ImmutableList<String> leftOut) {

  /** An experiment that claims nothing. */
  public Experiment(
      String title,
      Settings settings,
      ImmutableMap<String, ConfigValue> fixed,
      ImmutableList<Axis> axes,
      int repeat) {
    this(
        title,
        settings,
        fixed,
        axes,
        Exceptions.NONE,
        repeat,
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableMap.of(),
        ImmutableList.of());
  }

  /**
   * The same with one more axis, in each part, varying fastest.
   *
   * @throws BadInputException if that is varied already
   */
  public Experiment with(Axis axis) {
    for (Axis other : axes) {
      if (other.path().equals(axis.path())) {
        throw Origins.complaint(
            other.values().get(0), axis.path() + " is varied here and looked for; drop one");
      }
    }
    return new Experiment(
        title,
        settings,
        fixed,
        ImmutableList.<Axis>builder().addAll(axes).add(axis).build(),
        exceptions,
        repeat,
        claims,
        table,
        ImmutableMap.copyOf(Maps.transformValues(parts, part -> part.with(axis))),
        leftOut);
  }

  /** The same made of parts. */
  Experiment withParts(
      ImmutableMap<String, Experiment> experiments, ImmutableList<String> withoutThese) {
    return new Experiment(
        title, settings, fixed, axes, exceptions, repeat, claims, table, experiments, withoutThese);
  }

  /** The groups of keys in an experiment file that are not settings of runs. */
  public static final ImmutableList<String> ROOTS =
      ImmutableList.of(
          "title", "use", "vary", "except", "repeat", "claims", "table", "parts", "calibrate");

  /** What is chosen by name: the kinds of things a run is put together from. */
  static final ImmutableList<String> KINDS =
      ImmutableList.of("machine", "workload", "environment", "iommu", "policy", "allocator");
}
