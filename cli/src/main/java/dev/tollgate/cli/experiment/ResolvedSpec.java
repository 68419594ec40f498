package dev.tollgate.cli.experiment;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.run.RunSpec;

/**
 * A run's spec whose files have been found.
 *
 * @param spec what to run
 * @param asWritten what the user wrote, by path, in place of the names of the files found
 */
record ResolvedSpec(RunSpec spec, ImmutableMap<String, String> asWritten) {

  RunSpec withSeed(long seed) {
    return seed == spec.seed() ? spec : spec.withSeed(seed);
  }
}
