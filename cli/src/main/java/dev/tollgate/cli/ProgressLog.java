package dev.tollgate.cli;

import dev.tollgate.cli.experiment.PlannedRun;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.sweep.Outcome;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Progress as plain lines, one for each run that ended. What went wrong with one is said at the
 * end, once for all runs that it happened to.
 */
final class ProgressLog implements Progress {

  private final int runs;
  private final PrintStream err;
  private final Rate rate = new Rate();
  private int ended;

  ProgressLog(int runs, PrintStream err) {
    this.runs = runs;
    this.err = err;
  }

  @Override
  public synchronized void kept(int kept) {
    ended = kept;
    if (kept > 0) {
      err.println("[%d/%d] kept from before (--fresh does them again)".formatted(kept, runs));
    }
  }

  @Override
  public void progressed(long events) {
    rate.add(events);
  }

  @Override
  public synchronized void ended(PlannedRun run, Outcome outcome) {
    ended++;
    FailureRecord failure = outcome.run().failure();
    err.println(
        String.format(
            Locale.ROOT,
            "[%d/%d] %s%s (%.1f s, %s)",
            ended,
            runs,
            run.name(),
            failure == null ? "" : ": " + failure.kind().words(),
            rate.seconds(),
            rate.text()));
  }
}
