package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.typesafe.config.ConfigValue;
import dev.tollgate.cli.claim.Claim;
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
 */
public record Experiment(
    String title,
    Settings settings,
    ImmutableMap<String, ConfigValue> fixed,
    ImmutableList<Axis> axes,
    Exceptions exceptions,
    int repeat,
    ImmutableList<Claim> claims) {

  /** An experiment that claims nothing. */
  public Experiment(
      String title,
      Settings settings,
      ImmutableMap<String, ConfigValue> fixed,
      ImmutableList<Axis> axes,
      int repeat) {
    this(title, settings, fixed, axes, Exceptions.NONE, repeat, ImmutableList.of());
  }

  /**
   * The same with one more axis, varying fastest.
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
        claims);
  }

  /** The groups of keys in an experiment file that are not settings of runs. */
  public static final ImmutableList<String> ROOTS =
      ImmutableList.of("title", "use", "vary", "except", "repeat", "claims", "calibrate");

  /** What is chosen by name: the kinds of things a run is put together from. */
  static final ImmutableList<String> KINDS =
      ImmutableList.of("machine", "workload", "environment", "iommu", "policy", "allocator");
}
