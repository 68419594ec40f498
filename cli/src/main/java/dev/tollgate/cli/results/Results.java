package dev.tollgate.cli.results;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything one command left behind: the content of {@code results.json}.
 *
 * <p>Holds nothing that differs between two executions of the same thing: no times, no host names,
 * no places of files other than as the user wrote them.
 *
 * @param schema version of this schema, {@link #SCHEMA}
 * @param title what the experiment is called
 * @param tollgate version of Tollgate that made the runs
 * @param plugins the plugins that were loaded, by id
 * @param axes what was varied, the slowest first: names of the coordinates of the runs
 * @param warnings what was probably not meant, one sentence each
 * @param meanings one sentence for each metric that any run reports, by its name
 * @param runs what was run, in the order of the experiment, failed runs included
 * @param notApplicable what was asked for but makes no sense, in the order of the experiment
 * @param sweep path of the setting whose smallest good value was looked for; null if none was
 * @param claims sentences that the experiment states, and what the runs say of them
 * @param summary what runs say together that differ in their seed only; empty if none were repeated
 * @param parts what the experiment is made of, in its order; empty if its file names none
 * @param tables that the experiment asks for
 */
@JsonPropertyOrder({
  "schema",
  "title",
  "tollgate",
  "plugins",
  "axes",
  "warnings",
  "sweep",
  "parts",
  "claims",
  "tables",
  "summary",
  "runs",
  "notApplicable",
  "meanings"
})
public record Results(
    int schema,
    String title,
    String tollgate,
    List<PluginRecord> plugins,
    List<String> axes,
    List<String> warnings,
    SortedMap<String, String> meanings,
    List<RunRecord> runs,
    List<InapplicableRecord> notApplicable,
    @Nullable String sweep,
    List<ClaimRecord> claims,
    List<SummaryRecord> summary,
    List<PartRecord> parts,
    List<TableRecord> tables) {

  /** The version of the schema that this program writes and reads. */
  public static final int SCHEMA = 4;

  /** Copies what it is given. */
  public Results {
    plugins = ImmutableList.copyOf(plugins);
    axes = ImmutableList.copyOf(axes);
    warnings = ImmutableList.copyOf(warnings);
    meanings = ImmutableSortedMap.copyOf(meanings);
    runs = ImmutableList.copyOf(runs);
    notApplicable = ImmutableList.copyOf(notApplicable);
    claims = ImmutableList.copyOf(claims);
    summary = ImmutableList.copyOf(summary);
    parts = ImmutableList.copyOf(parts);
    tables = ImmutableList.copyOf(tables);
  }

  /** Results of an experiment without parts and tables. */
  public Results(
      int schema,
      String title,
      String tollgate,
      List<PluginRecord> plugins,
      List<String> axes,
      List<String> warnings,
      SortedMap<String, String> meanings,
      List<RunRecord> runs,
      List<InapplicableRecord> notApplicable,
      @Nullable String sweep,
      List<ClaimRecord> claims,
      List<SummaryRecord> summary) {
    this(
        schema,
        title,
        tollgate,
        plugins,
        axes,
        warnings,
        meanings,
        runs,
        notApplicable,
        sweep,
        claims,
        summary,
        ImmutableList.of(),
        ImmutableList.of());
  }

  /** Results of an experiment that looked for nothing, claimed nothing and repeated nothing. */
  public Results(
      int schema,
      String title,
      String tollgate,
      List<PluginRecord> plugins,
      List<String> axes,
      List<String> warnings,
      SortedMap<String, String> meanings,
      List<RunRecord> runs,
      List<InapplicableRecord> notApplicable) {
    this(
        schema,
        title,
        tollgate,
        plugins,
        axes,
        warnings,
        meanings,
        runs,
        notApplicable,
        null,
        ImmutableList.of(),
        ImmutableList.of());
  }

  /**
   * A plugin that was loaded.
   *
   * @param id its name
   * @param version of its jar; "unknown" if the jar does not tell
   */
  public record PluginRecord(String id, String version) {}

  /** The same with some of its runs only. */
  public Results withRuns(List<RunRecord> some) {
    return new Results(
        schema,
        title,
        tollgate,
        plugins,
        axes,
        warnings,
        meanings,
        some,
        notApplicable,
        sweep,
        claims,
        summary,
        parts,
        tables);
  }

  /** Whether every run came to its end. */
  public boolean complete() {
    return runs.stream().allMatch(RunRecord::finished);
  }
}
