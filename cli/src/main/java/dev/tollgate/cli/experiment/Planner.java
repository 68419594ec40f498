package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.claim.Cell;
import dev.tollgate.cli.claim.CheckedClaim;
import dev.tollgate.cli.claim.CheckedTable;
import dev.tollgate.cli.claim.Claim;
import dev.tollgate.cli.claim.ClaimAxis;
import dev.tollgate.cli.results.InapplicableRecord;
import dev.tollgate.cli.results.PartRecord;
import dev.tollgate.core.boot.Tollgate;
import dev.tollgate.core.settings.Origins;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns an experiment into runs: those of its grid, or of each of its parts in turn.
 *
 * <ul>
 *   <li>A machine without IOMMU has no policy: {@code off} on either axis means {@code off} on
 *       both, and is run once.
 *   <li>A setting of a part that a run does not have does not matter to it: runs that would differ
 *       in such settings only are run once.
 *   <li>An IOMMU or allocator that the workload has no use for is left out if another value of the
 *       axis suits the workload: {@code vary { workload = [replay, boot], allocator = [none, slab]
 *       }} is two runs.
 *   <li>Combinations that make no sense are listed with the reason instead.
 *   <li>Runs of several parts have the name of theirs as their first coordinate.
 * </ul>
 */
public final class Planner {

  private final Map<String, Grid> grids = new LinkedHashMap<>();
  private final List<PlannedRun> runs = new ArrayList<>();

  private Planner() {}

  /**
   * The runs of an experiment.
   *
   * @throws dev.tollgate.core.error.BadInputException if a setting or name is wrong, or a file that
   *     a setting names is missing
   */
  public static Plan plan(Tollgate tollgate, InputFiles files, Experiment experiment) {
    ImmutableMap<String, Experiment> parts =
        experiment.parts().isEmpty() ? ImmutableMap.of("", experiment) : experiment.parts();
    Planner planner = new Planner();
    parts.forEach(
        (name, part) -> {
          String shown = parts.size() > 1 ? name : "";
          Grid grid = new Grid(tollgate, files, part, shown, planner.runs.size());
          planner.grids.put(name, grid);
          planner.runs.addAll(grid.runs());
        });
    return planner.plan(experiment, parts);
  }

  private Plan plan(Experiment experiment, ImmutableMap<String, Experiment> parts) {
    Set<String> coordinates = new LinkedHashSet<>();
    Set<String> warnings = new LinkedHashSet<>();
    ImmutableList.Builder<InapplicableRecord> inapplicable = ImmutableList.builder();
    if (parts.size() > 1) {
      coordinates.add(PartRecord.AXIS);
    }
    for (Grid grid : grids.values()) {
      coordinates.addAll(grid.coordinates());
      warnings.addAll(grid.warnings());
      inapplicable.addAll(grid.inapplicable());
    }
    if (parts.values().stream().anyMatch(part -> part.repeat() > 1)) {
      coordinates.add(Cell.REPEAT);
    }
    return new Plan(
        experiment.title(),
        ImmutableList.copyOf(coordinates),
        ImmutableList.copyOf(runs),
        inapplicable.build(),
        ImmutableList.copyOf(warnings),
        null,
        claims(experiment),
        experiment.parts().size() > 1 ? titles(parts) : ImmutableList.of(),
        tables(experiment, parts));
  }

  private static ImmutableList<PartRecord> titles(ImmutableMap<String, Experiment> parts) {
    return parts.entrySet().stream()
        .map(part -> new PartRecord(part.getKey(), title(part.getKey(), part.getValue())))
        .collect(ImmutableList.toImmutableList());
  }

  private static String title(String name, Experiment part) {
    return part.title().isEmpty() ? name : part.title();
  }

  /** The claims held against what is planned: those of all parts, then those of each. */
  private ImmutableList<CheckedClaim> claims(Experiment experiment) {
    ImmutableList<Cell> cells =
        Cell.of(runs.stream().map(run -> new Cell.Place(run.number(), run.coordinates())).toList());
    Map<String, Claim> known = new HashMap<>();
    ImmutableList.Builder<CheckedClaim> checked = ImmutableList.builder();
    ImmutableList<ClaimAxis> all = allAxes(experiment);
    boolean complete = grids.values().stream().allMatch(grid -> grid.inapplicable().isEmpty());
    for (Claim claim : experiment.claims()) {
      known.put(claim.id(), claim);
      checked.add(CheckedClaim.of(claim, all, cells, complete));
    }
    experiment
        .parts()
        .forEach(
            (name, part) -> {
              ImmutableList<ClaimAxis> axes = axes(experiment, name);
              for (Claim claim : part.claims()) {
                Claim other = known.put(claim.id(), claim);
                if (other != null) {
                  throw Origins.complaint(
                      claim.place(),
                      "there is another claim %s at %s; each needs a name of its own"
                          .formatted(claim.id(), Origins.place(other.place())));
                }
                checked.add(
                    CheckedClaim.of(
                        claim.in(name), axes, cells, grid(name).inapplicable().isEmpty()));
              }
            });
    return checked.build();
  }

  private ImmutableList<CheckedTable> tables(
      Experiment experiment, ImmutableMap<String, Experiment> parts) {
    ImmutableList.Builder<CheckedTable> tables = ImmutableList.builder();
    parts.forEach(
        (name, part) -> {
          if (!part.table().isEmpty()) {
            tables.add(
                CheckedTable.of(
                    parts.size() > 1 ? name : "", part.table(), axes(experiment, name)));
          }
        });
    return tables.build();
  }

  private Grid grid(String name) {
    Grid grid = grids.get(name);
    if (grid == null) {
      throw new IllegalArgumentException("no part " + name);
    }
    return grid;
  }

  /** What claims of a part can select on. */
  private ImmutableList<ClaimAxis> axes(Experiment experiment, String name) {
    return ImmutableList.<ClaimAxis>builder()
        .addAll(partAxis(experiment))
        .addAll(grid(name).claimAxes())
        .build();
  }

  /** What claims about all parts can select on: an axis has the values of all. */
  private ImmutableList<ClaimAxis> allAxes(Experiment experiment) {
    Map<String, ClaimAxis> axes = new LinkedHashMap<>();
    for (Grid grid : grids.values()) {
      for (ClaimAxis axis : grid.claimAxes()) {
        axes.merge(
            axis.path(), experiment.leftOut().isEmpty() ? axis : axis.asNarrowed(), ClaimAxis::and);
      }
    }
    return ImmutableList.<ClaimAxis>builder()
        .addAll(partAxis(experiment))
        .addAll(axes.values())
        .build();
  }

  private ImmutableList<ClaimAxis> partAxis(Experiment experiment) {
    if (experiment.parts().isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableMap.Builder<String, String> names = ImmutableMap.builder();
    grids.keySet().forEach(name -> names.put(name, name));
    return ImmutableList.of(
        new ClaimAxis(PartRecord.AXIS, names.buildOrThrow(), !experiment.leftOut().isEmpty()));
  }
}
