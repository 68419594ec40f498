package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.claim.CheckedClaim;
import dev.tollgate.cli.claim.CheckedTable;
import dev.tollgate.cli.results.InapplicableRecord;
import dev.tollgate.cli.results.PartRecord;
import org.jspecify.annotations.Nullable;

/**
 * All runs of an experiment, checked and in order.
 *
 * @param title of the experiment
 * @param axes names of the coordinates, the slowest first
 * @param runs what to run; at least one, unless nothing is applicable
 * @param notApplicable combinations that make no sense
 * @param warnings what was probably not meant
 * @param sweep path of the setting whose smallest good value was looked for, or null
 * @param claims sentences that the runs decide
 * @param parts what the experiment is made of; empty if its file names none
 * @param tables that the experiment asks for
 */
public record Plan(
    String title,
    ImmutableList<String> axes,
    ImmutableList<PlannedRun> runs,
    ImmutableList<InapplicableRecord> notApplicable,
    ImmutableList<String> warnings,
    @Nullable String sweep,
    ImmutableList<CheckedClaim> claims,
    ImmutableList<PartRecord> parts,
    ImmutableList<CheckedTable> tables) {

  /** A plan that looks for nothing and claims nothing. */
  public Plan(
      String title,
      ImmutableList<String> axes,
      ImmutableList<PlannedRun> runs,
      ImmutableList<InapplicableRecord> notApplicable,
      ImmutableList<String> warnings) {
    this(
        title,
        axes,
        runs,
        notApplicable,
        warnings,
        null,
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of());
  }
}
