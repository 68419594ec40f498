package dev.tollgate.cli.sweep;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * How one run ended.
 *
 * @param run what is stored of it
 * @param meanings one sentence for each metric, by its name
 * @param files what the run leaves in a folder of its own: contents by name
 * @param cause of the failure, for those who look for it; null if there was none
 */
public record Outcome(
    RunRecord run,
    ImmutableSortedMap<String, String> meanings,
    ImmutableSortedMap<String, String> files,
    @Nullable Throwable cause) {}
