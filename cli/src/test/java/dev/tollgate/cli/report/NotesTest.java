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
        .containsExactly("warning: a price counts for nothing", "498 runs: interrupted: stopped");
    assertThat(ScreenTable.of(results).lines()).hasSize(7);
    assertThat(HtmlReport.of(results)).containsOnlyOnce("interrupted");
  }
}
