package dev.tollgate.cli.sweep;

import dev.tollgate.core.run.RunResult;
import dev.tollgate.core.run.RunSpec;
import java.util.function.LongConsumer;

/** Runs one spec; may be asked by several threads at once. */
@FunctionalInterface
public interface Runner {

  /**
   * Runs a spec to its end.
   *
   * @param progress hears, every few thousand events, how many more were done
   */
  RunResult run(RunSpec spec, LongConsumer progress);
}
