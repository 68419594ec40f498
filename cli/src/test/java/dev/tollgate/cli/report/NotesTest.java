package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.FailureRecord;
import dev.tollgate.cli.results.FailureRecord.Kind;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotesTest {

  @Test
  void runsThatWereNeverBegunAreCountedNotListed() {
    RunRecord finished = SampleResults.all().runs().get(1);
    List<RunRecord> runs = new ArrayList<>();
    runs.add(finished);
    for (int number = 2; number < 500; number++) {
      runs.add(
          RunRecord.failed(
              number,
              finished.coordinates(),
              finished.spec(),
              new FailureRecord(Kind.INTERRUPTED, "stopped")));
    }
    Results results =
        new Results(
            Results.SCHEMA,
            "",
            "1",
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of("a price counts for nothing"),
            ImmutableSortedMap.of(),
            runs,
            ImmutableList.of());
    assertThat(Notes.of(results))
        .containsExactly(
            "estimated: 3 of 5 prices charged from profile lab (see report.html and docs/machines.md)",
            "warning: a price counts for nothing",
            "498 runs: interrupted: stopped");
    assertThat(ScreenTable.of(results).lines()).hasSize(8);
    assertThat(HtmlReport.of(results)).containsOnlyOnce("interrupted");
  }

  @Test
  void whatMustBeKnownOfAnInputIsSaidOnceWithTheRunsItIsTrueOf() {
    List<RunRecord> runs = new ArrayList<>(SampleResults.all().runs());
    RunRecord strict = runs.get(1);
    runs.set(1, with(strict, "found no room"));
    assertThat(Notes.caveats(of(runs)))
        .containsExactly(
            "found no room (calgary/strict, trace = examples/traces/tx16k.ftrace.gz)",
            "nvme<4k>.gz ends early");
    assertThat(HtmlReport.of(of(runs)))
        .containsOnlyOnce("found no room")
        .containsOnlyOnce("nvme&lt;4k&gt;.gz ends early");
    assertThat(ScreenTable.of(of(runs)))
        .contains("note: found no room (")
        .containsOnlyOnce("note: nvme<4k>.gz ends early");
  }

  @Test
  void sameFailureOfManyRunsIsSaidOnceWithTheirNumber() {
    List<RunRecord> runs = new ArrayList<>();
    for (RunRecord run : SampleResults.all().runs()) {
      runs.add(
          RunRecord.failed(
              run.number(),
              run.coordinates(),
              run.spec(),
              new FailureRecord(Kind.BAD_INPUT, "line 7 makes no sense")));
    }
    assertThat(Notes.failures(of(runs)))
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.where())
                    .startsWith("12 runs (off, trace = examples/traces/tx16k.ftrace.gz; calgary/")
                    .endsWith("; …)"));
    assertThat(HtmlReport.of(of(runs))).containsOnlyOnce("line 7 makes no sense");
  }

  private static Results of(List<RunRecord> runs) {
    Results all = SampleResults.all();
    return new Results(
        all.schema(),
        all.title(),
        all.tollgate(),
        all.plugins(),
        all.axes(),
        all.warnings(),
        ImmutableSortedMap.copyOf(all.meanings()),
        runs,
        all.notApplicable());
  }

  private static RunRecord with(RunRecord run, String note) {
    return new RunRecord(
        run.number(),
        run.coordinates(),
        run.spec(),
        run.failure(),
        run.metrics(),
        run.cycles(),
        run.distributions(),
        run.series(),
        run.unobservable(),
        ImmutableList.of(note));
  }
}
