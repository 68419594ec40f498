package dev.tollgate.workload.disk.fio;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.tollgate.workload.text.Resources;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class FioReportTest {

  private static final long MILLISECOND = 1_000_000_000L;

  /** Fields, nesting, order and layout are those of a report that fio 3.33 wrote of this file. */
  @Test
  void hasTheFieldsOfAReportOfFio() {
    FioJobFile file = FioJobFile.parse("p", Resources.text(getClass(), "two-jobs.fio"));
    FioLatency times = new FioLatency(1, 1, 1, 1, 1, ImmutableLongArray.copyOf(new long[17]));
    FioDirection some = new FioDirection(4096, 1, MILLISECOND, times, times, times);
    FioResult result =
        new FioResult(
            0,
            ImmutableList.of(
                entry(file.jobs().get(0), 0, some, some),
                entry(file.jobs().get(1), 1, FioDirection.NONE, some)),
            ImmutableList.of(new FioResult.Disk("disk0", 1, 2, 3, 4, 5, 6)));
    assertThat(skeleton(FioReport.print(file, result)))
        .isEqualTo(skeleton(Resources.text(getClass(), "fio-3.33.json")));
  }

  private static List<String> skeleton(String json) {
    return json.lines().map(line -> line.replaceFirst(" : [^{\\[]*?(,?)$", " : ?$1")).toList();
  }

  /** Amounts and time of a run of fio, and what it made of them. */
  @Test
  void calculatesAsFioDoes() {
    FioJobFile file = FioJobFile.parse("p", "[w]\nsize=4m\nrw=randrw\n");
    FioDirection read =
        new FioDirection(
            2_895_872, 707, 57 * MILLISECOND, FioLatency.NONE, FioLatency.NONE, FioLatency.NONE);
    FioDepthCounts depths = new FioDepthCounts();
    for (int i = 0; i < 1530; i++) {
      depths.add(i < 2 ? 1 + i : 8 + i % 8);
    }
    FioLatencyCounts latencies = new FioLatencyCounts();
    latencies.add(3_999);
    latencies.add(4_000);
    latencies.add(5_124_416);
    latencies.add(2_000_000_000);
    String report =
        FioReport.print(
            file,
            new FioResult(
                1_795_385_282_968L,
                ImmutableList.of(
                    new FioResult.Entry(
                        file.jobs().get(0),
                        0,
                        56 * MILLISECOND + 1,
                        read,
                        FioDirection.NONE,
                        0,
                        16 * MILLISECOND,
                        707,
                        depths,
                        latencies)),
                ImmutableList.of()));
    assertThat(report)
        .startsWith(
            """
            {
              "fio version" : "fio-3.33-simulated",
              "timestamp" : 1795385282,
              "timestamp_ms" : 1795385282968,
              "time" : "Sun Nov 22 22:08:02 2026",
              "jobs" : [
                {
                  "jobname" : "w",
                  "groupid" : 0,
                  "error" : 0,
                  "eta" : 2147483647,
                  "elapsed" : 1,
                  "job options" : {
                    "size" : "4m",
                    "rw" : "randrw"
                  },
                  "read" : {
                    "io_bytes" : 2895872,
                    "io_kbytes" : 2828,
                    "bw_bytes" : 50804771,
                    "bw" : 49614,
                    "iops" : 12403.508772,
                    "runtime" : 57,
                    "total_ios" : 707,
            """)
        .contains(
            "\"job_runtime\" : 56,\n      \"usr_cpu\" : 0.000000,\n      \"sys_cpu\" : 28.571")
        .contains(
            """
                  "iodepth_level" : {
                    "1" : 0.100000,
                    "2" : 0.100000,
                    "4" : 0.000000,
                    "8" : 99.869281,
            """)
        .contains(
            "\"latency_us\" : {\n        \"2\" : 0.000000,\n        \"4\" : 25.000000,\n"
                + "        \"10\" : 25.000000,")
        .contains("\"10\" : 25.000000,\n        \"20\" : 0.000000")
        .contains("        \"2000\" : 0.000000,\n        \">=2000\" : 25.000000\n      },")
        .endsWith("      \"latency_window\" : 0\n    }\n  ]\n}\n");
  }

  @Test
  void jobsWithoutOptionsOfTheirOwnNameNone() {
    FioJobFile file = FioJobFile.parse("p", "[global]\nsize=4m\n[w]\n");
    String report =
        FioReport.print(
            file,
            new FioResult(
                0,
                ImmutableList.of(
                    entry(file.jobs().get(0), 0, FioDirection.NONE, FioDirection.NONE)),
                ImmutableList.of()));
    assertThat(report)
        .contains("\"global options\" : {\n    \"size\" : \"4m\"\n  },")
        .doesNotContain("job options");
  }

  @Test
  void namesAreQuoted() {
    FioJson json = new FioJson().begin();
    json.put("a\"b\\c\td\u0001", "x");
    assertThat(json.end('}').text()).isEqualTo("{\n  \"a\\\"b\\\\c\\td\\u0001\" : \"x\"\n}\n");
  }

  @Test
  void histogramsGivePercentiles() {
    Histogram histogram = new Histogram(3);
    for (int i = 1; i <= 1000; i++) {
      histogram.recordValue(i);
    }
    FioLatency latency = FioLatency.of(histogram);
    assertThat(latency.count()).isEqualTo(1000);
    assertThat(latency.minimum()).isEqualTo(1);
    assertThat(latency.maximum()).isEqualTo(1000);
    assertThat(latency.percentiles())
        .isEqualTo(
            ImmutableLongArray.of(
                10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950, 990, 995, 999, 1000,
                1000));
    assertThat(FioLatency.of(new Histogram(3))).isEqualTo(FioLatency.NONE);
  }

  private static FioResult.Entry entry(
      FioJob job, int group, FioDirection read, FioDirection write) {
    return new FioResult.Entry(
        job,
        group,
        MILLISECOND,
        read,
        write,
        0,
        0,
        0,
        new FioDepthCounts(),
        new FioLatencyCounts());
  }

  @Test
  void rangesOfLatencyMeetWithoutGaps() {
    ImmutableMap<Long, Integer> ranges =
        ImmutableMap.<Long, Integer>builder()
            .put(0L, 0)
            .put(1L, 0)
            .put(2L, 1)
            .put(999L, 9)
            .put(1_000L, 10)
            .put(1_999L, 10)
            .put(2_000L, 11)
            .put(999_999L, 19)
            .put(1_000_000L, 20)
            .put(999_999_999L, 29)
            .put(1_000_000_000L, 30)
            .put(1_999_999_999L, 30)
            .put(2_000_000_000L, 31)
            .buildOrThrow();
    ranges.forEach(
        (nanoseconds, range) -> {
          FioLatencyCounts counts = new FioLatencyCounts();
          counts.add(nanoseconds);
          assertThat(counts.percent(range)).as("%s ns", nanoseconds).isEqualTo(100);
        });
  }
}
