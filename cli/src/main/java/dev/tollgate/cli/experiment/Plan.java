package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableList;
import dev.tollgate.cli.results.InapplicableRecord;

/**
 * All runs of an experiment, checked and in order.
 *
 * @param title of the experiment
 * @param axes names of the coordinates, the slowest first
 * @param runs what to run; at least one, unless nothing is applicable
 * @param notApplicable combinations that make no sense
 * @param warnings what was probably not meant
 */
public record Plan(
    String title,
    ImmutableList<String> axes,
    ImmutableList<PlannedRun> runs,
    ImmutableList<InapplicableRecord> notApplicable,
    ImmutableList<String> warnings) {}
