package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.math.BigDecimal;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class PanelsTest {

  private static final Results STREAMS = SampleStreams.all();

  @Test
  void numbersMakeTheAxisAndWhatIsComparedTheLines() {
    Panels panels = Panels.of(STREAMS);
    assertThat(panels.axis())
        .isEqualTo(
            new ChartAxis(
                "workload.stream.message-size",
                "message size",
                ImmutableList.of("64", "512", "4K", "64K"),
                ImmutableList.of(
                    new BigDecimal("64"),
                    new BigDecimal("512"),
                    new BigDecimal("4096"),
                    new BigDecimal("65536"))));
    assertThat(panels.titles()).containsExactly("test = TCP_STREAM", "test = TCP_MAERTS");
    assertThat(panels.contenders()).containsExactly("off", "calgary/native", "dart/native");
    assertThat(panels.points()).hasSize(24);
  }

  @Test
  void whereTheAxisDoesNotMatterThereIsAPointAtEveryPlace() {
    RunRecord off = STREAMS.runs().get(0);
    ImmutableList<RunRecord> runs =
        ImmutableList.of(
            off.at(1, ImmutableMap.of("iommu", "off")),
            STREAMS
                .runs()
                .get(4)
                .at(2, ImmutableMap.of("iommu", "calgary", "iommu.calgary.table", "64K")),
            STREAMS
                .runs()
                .get(5)
                .at(3, ImmutableMap.of("iommu", "calgary", "iommu.calgary.table", "1M")));
    Panels panels = Panels.of(varied(runs, "iommu", "iommu.calgary.table"));
    assertThat(panels.contenders()).containsExactly("off", "calgary/native");
    assertThat(panels.points().get(0).places()).containsExactly(0, 1);
    assertThat(panels.points().get(2).places()).containsExactly(1);
    assertThat(panels.points().get(2).row().baseline()).isEqualTo(panels.points().get(0).row());
  }

  @Test
  void withoutNumbersThereIsNoAxis() {
    assertThat(Panels.of(SampleResults.all()).axis()).isNull();
    assertThat(Charts.of(SampleResults.all()).inPanels()).isEmpty();
  }

  @Test
  void numbersBehindTheChartsSayByHowMuchTheyDifferFromOff() {
    Document page = Jsoup.parse(HtmlReport.of(STREAMS));
    assertThat(page.select("#panels > section").eachAttr("id"))
        .containsExactly(
            "throughput",
            "cpu-use",
            "cpu-causes",
            "latency",
            "rates",
            "price-along",
            "safety-along");
    assertThat(page.select("#throughput thead th").eachText())
        .containsExactly("Scene", "message size", "Combination", "Throughput", "against off");
    assertThat(page.select("#throughput tbody tr").get(4).children().eachText())
        .containsExactly("test = TCP_STREAM", "64", "calgary/native", "780 Mb/s", "−4.9%");
    assertThat(page.select("#cpu-use tbody tr").get(7).children().eachText())
        .containsExactly("test = TCP_STREAM", "64K", "calgary/native", "30.5%", "+49%");
  }

  private static Results varied(ImmutableList<RunRecord> runs, String... axes) {
    return new Results(
        Results.SCHEMA,
        "",
        "1",
        ImmutableList.of(),
        ImmutableList.copyOf(axes),
        ImmutableList.of(),
        STREAMS.meanings(),
        runs,
        ImmutableList.of());
  }
}
