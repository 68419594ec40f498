package dev.tollgate.cli.report;

import dev.tollgate.cli.results.RunRecord;
import dev.tollgate.cli.results.RunRecord.Figure;
import org.jspecify.annotations.Nullable;

/**
 * Under which policy a trace was recorded, as far as it or its device's log gives that away.
 *
 * @param policy the policy of ours that is nearest: {@code strict} or {@code deferred-queue}
 * @param evidence what tells, as a clause
 */
public record RecordedPolicy(String policy, String evidence) {

  static final String STRICT = "strict";
  static final String LAZY = "deferred-queue";

  private static final long FEWEST = 32;
  private static final long PERCENT = 100;

  /** A strict kernel reuses nearly all addresses soon, a lazy one hardly any. */
  private static final long STRICT_FROM = 50;

  private static final long LAZY_TO = 30;

  /** The policy that a run's trace was recorded under, or null if nobody can tell. */
  static @Nullable RecordedPolicy of(RunRecord run) {
    RecordedPolicy logged = logged(run);
    return logged != null ? logged : traced(run);
  }

  private static @Nullable RecordedPolicy logged(RunRecord run) {
    long pages = value(run, "workload.recorded.invalidations.pages");
    long whole = value(run, "workload.recorded.invalidations.domain");
    if (pages + whole == 0) {
      return null;
    }
    return pages > whole
        ? new RecordedPolicy(
            STRICT, "its IOMMU was made to forget chosen pages %,d times".formatted(pages))
        : new RecordedPolicy(
            LAZY, "its IOMMU was made to forget the whole domain %,d times".formatted(whole));
  }

  private static @Nullable RecordedPolicy traced(RunRecord run) {
    long reuses = value(run, "workload.reuses");
    if (reuses < FEWEST) {
      return null;
    }
    long share = PERCENT * value(run, "workload.reuses.soon") / reuses;
    String evidence =
        "it mapped %d %% of the addresses it used again within 16 unmaps".formatted(share);
    if (share >= STRICT_FROM) {
      return new RecordedPolicy(STRICT, evidence);
    }
    return share <= LAZY_TO ? new RecordedPolicy(LAZY, evidence) : null;
  }

  private static long value(RunRecord run, String metric) {
    Figure figure = run.figure(metric);
    return figure == null ? 0 : figure.value();
  }
}
