package dev.tollgate.cli.sweep;

import dev.tollgate.cli.experiment.PlannedRun;
import org.jspecify.annotations.Nullable;

/** Tells which runs are the same one: those of equal digests give equal results. */
@FunctionalInterface
public interface RunDigest {

  /** No run is the same as any other. */
  RunDigest NONE = run -> null;

  /** The digest of all that decides what a run does, or null if it must be done whatever it is. */
  @Nullable String of(PlannedRun run);
}
