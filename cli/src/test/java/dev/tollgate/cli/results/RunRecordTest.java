package dev.tollgate.cli.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.report.SampleResults;
import dev.tollgate.cli.results.RunRecord.Figure;
import org.junit.jupiter.api.Test;

class RunRecordTest {

  private static final Figure ZERO = new Figure(0, "count");

  @Test
  void figureThatTheInputCouldNotShowIsUnknownEvenIfThereIsANumber() {
    RunRecord run =
        new RunRecord(
            1,
            ImmutableMap.of(),
            SampleResults.all().runs().get(0).spec(),
            null,
            ImmutableSortedMap.of("safety.rights.read", ZERO, "safety.stale", ZERO),
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableSortedMap.of("safety.rights", "no directions"),
            ImmutableList.of());
    assertThat(run.figure("safety.rights.read")).isNull();
    assertThat(run.unobservable("safety.rights.read")).isEqualTo("no directions");
    assertThat(run.figure("safety.stale")).isEqualTo(ZERO);
    assertThat(run.figure("safety.none")).isNull();
  }
}
