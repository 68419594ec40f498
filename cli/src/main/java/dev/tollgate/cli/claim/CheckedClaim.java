package dev.tollgate.cli.claim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.typesafe.config.ConfigValue;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.settings.NearestName;
import dev.tollgate.core.settings.Origins;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A claim that fits its experiment: what it selects is there, or the command line left it out.
 *
 * @param claim as stated
 * @param points finds the runs to compare; null if some were left out
 * @param missing why some were left out; null if none were
 */
public record CheckedClaim(Claim claim, @Nullable Points points, @Nullable String missing) {

  /**
   * Holds a claim against the axes and runs of its experiment.
   *
   * @param planned the runs to come
   * @param complete whether all combinations of the axes are planned
   * @throws BadInputException if it names an axis or value that is not there, or selects no run
   */
  public static CheckedClaim of(
      Claim claim, ImmutableList<ClaimAxis> axes, List<Cell> planned, boolean complete) {
    try {
      Points points = points(claim.form(), claim.where(), axes);
      boolean narrowed = axes.stream().anyMatch(ClaimAxis::narrowed);
      if (points.of(planned).isEmpty() && complete && !narrowed) {
        throw Origins.complaint(
            claim.place(),
            "claims.%s selects no runs: there are none for %s"
                .formatted(claim.id(), claim.measure()));
      }
      return new CheckedClaim(claim, points, null);
    } catch (LeftOut e) {
      return new CheckedClaim(claim, null, e.reason);
    }
  }

  /** Finds the runs that a form looks at. */
  static Points points(Form form, Selection where, ImmutableList<ClaimAxis> axes) throws LeftOut {
    ImmutableList.Builder<ImmutableMap<String, String>> selections = ImmutableList.builder();
    for (Selection selection : form.selections()) {
      ImmutableMap.Builder<String, String> labels = ImmutableMap.builder();
      labels(selection, axes).forEach((axis, all) -> all.forEach(one -> labels.put(axis, one)));
      selections.add(labels.buildOrThrow());
    }
    return new Points(
        selections.build(),
        labels(where, axes),
        axes.stream()
            .filter(axis -> axis.only() == null)
            .map(ClaimAxis::path)
            .collect(ImmutableList.toImmutableList()));
  }

  /** The command line left out a value that a claim selects. */
  static final class LeftOut extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    LeftOut(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }

  private static ImmutableMap<String, ImmutableSet<String>> labels(
      Selection selection, List<ClaimAxis> axes) throws LeftOut {
    ImmutableMap.Builder<String, ImmutableSet<String>> labels = ImmutableMap.builder();
    for (Map.Entry<String, ImmutableList<ConfigValue>> wanted : selection.wanted().entrySet()) {
      ClaimAxis axis = axis(selection, wanted, axes);
      ImmutableSet.Builder<String> known = ImmutableSet.builder();
      String leftOut = null;
      for (ConfigValue value : wanted.getValue()) {
        String label = axis.label(value);
        if (label != null) {
          known.add(label);
        } else if (axis.narrowed()) {
          leftOut = "%s = %s was left out".formatted(axis.path(), value.unwrapped());
        } else {
          throw unknown(selection, axis, value);
        }
      }
      ImmutableSet<String> found = known.build();
      if (found.isEmpty() && leftOut != null) {
        throw new LeftOut(leftOut);
      }
      if (axis.only() == null) {
        labels.put(axis.path(), found);
      }
    }
    return labels.buildOrThrow();
  }

  private static ClaimAxis axis(
      Selection selection,
      Map.Entry<String, ImmutableList<ConfigValue>> wanted,
      List<ClaimAxis> axes)
      throws LeftOut {
    for (ClaimAxis axis : axes) {
      if (axis.path().equals(wanted.getKey())) {
        return axis;
      }
    }
    if (axes.stream().anyMatch(axis -> axis.path().equals(PartRecord.AXIS) && axis.narrowed())) {
      throw new LeftOut("parts were left out, and the others do not have " + wanted.getKey());
    }
    throw Origins.complaint(
        wanted.getValue().get(0),
        "%s names %s, which is no axis of this experiment%s"
            .formatted(
                selection.key(),
                wanted.getKey(),
                NearestName.hint(
                    wanted.getKey(), axes.stream().map(ClaimAxis::path).toList(), "axes")));
  }

  private static BadInputException unknown(Selection selection, ClaimAxis axis, ConfigValue value) {
    String text = String.valueOf(value.unwrapped());
    String nearest = NearestName.of(text, axis.labels().keySet());
    return Origins.complaint(
        value,
        "%s: %s is never %s%s"
            .formatted(
                selection.key(),
                axis.path(),
                text,
                nearest != null
                    ? "; did you mean " + nearest + "?"
                    : "; its values are " + String.join(", ", axis.labels().keySet())));
  }
}
