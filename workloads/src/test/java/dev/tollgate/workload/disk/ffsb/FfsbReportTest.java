package dev.tollgate.workload.disk.ffsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.workload.text.Resources;
import org.junit.jupiter.api.Test;

class FfsbReportTest {

  private static final ImmutableMap<FfsbCall, FfsbResult.Call> NO_CALLS = ImmutableMap.of();

  @Test
  void aRunIsPrintedAsFfsbPrintedIt() {
    FfsbProfile profile = FfsbProfile.parse("p", text("one-group.ffsb"));
    assertThat(FfsbReport.print(profile, Results.oneGroup())).isEqualTo(text("one-group.txt"));
  }

  @Test
  void groupsAgingAndBindingAreEchoed() {
    FfsbProfile profile = FfsbProfile.parse("p", text("old.ffsb"));
    FfsbResult.Group nothing = new FfsbResult.Group(ImmutableMap.of(), NO_CALLS);
    assertThat(
            FfsbReport.print(
                profile, Results.of(Results.SECOND, ImmutableList.of(nothing, nothing))))
        .startsWith(text("two-groups.txt"));
  }

  @Test
  void weightsOfSizesAreEchoedLastFirst() {
    String text =
        text("one-group.ffsb")
            .replace(
                "max_filesize=64KB", "size_weight 4KB 33\nsize_weight\t512k 2\nsize_weight 32mb 1");
    FfsbProfile profile = FfsbProfile.parse("p", text);
    assertThat(FfsbReport.print(profile, Results.oneGroup()))
        .contains(
            """
            \t\n\t Fileset weight:
            \t\t     33554432 (  32MB) -> 1 (2.78%)
            \t\t       524288 ( 512KB) -> 2 (5.56%)
            \t\t         4096 (   4KB) -> 33 (91.67%)
            \t directio         = off
            """);
  }

  @Test
  void severalGroupsHaveATableEachBeforeTheSum() {
    FfsbProfile profile = FfsbProfile.parse("p", text("old.ffsb"));
    FfsbResult.Group first =
        new FfsbResult.Group(
            ImmutableMap.of(FfsbOperation.READALL, Results.operation(10, 100)), NO_CALLS);
    FfsbResult.Group second =
        new FfsbResult.Group(
            ImmutableMap.of(
                FfsbOperation.WRITE,
                Results.operation(20, 2),
                FfsbOperation.METAOP,
                new FfsbResult.Operation(7, 7, 0)),
            ImmutableMap.of(
                FfsbCall.STAT,
                new FfsbResult.Call(0, 0, 0, 0, ImmutableList.of(0L, 0L)),
                FfsbCall.CLOSE,
                new FfsbResult.Call(1, 1, 1, 1, ImmutableList.of(1L, 0L)),
                FfsbCall.WRITE,
                new FfsbResult.Call(40, 4, 420_509, 5244, ImmutableList.of(3L, 37L))));
    String printed =
        FfsbReport.print(profile, Results.of(2 * Results.SECOND, ImmutableList.of(first, second)));
    assertThat(printed).contains("fs setup took 3 secs\nSyncing()...1 sec\n");
    assertThat(printed.substring(printed.indexOf("Starting")))
        .isEqualTo(
            """
            Starting Actual Benchmark At: Thu Jan  1 00:00:00 1970

            Syncing()...1 sec
            FFSB benchmark finished   at: Thu Jan  1 00:00:02 1970

            Results:
            Benchmark took 2.00 sec

            ThreadGroup 0
            ===============
                         Op Name   Transactions\t Trans/sec\t% Trans\t    % Op Weight\t   Throughput
                         =======   ============\t =========\t=======\t    ===========\t   ==========
                         readall :         1000\t    500.00\t100.000%\t\t100.000%\t   1.95MB/sec
            -
            500.00 Transactions per Second

            Throughput Results
            ===================
            Read Throughput: 1.95MB/sec

            ThreadGroup 1
            ===============
                         Op Name   Transactions\t Trans/sec\t% Trans\t    % Op Weight\t   Throughput
                         =======   ============\t =========\t=======\t    ===========\t   ==========
                           write :           40\t     20.00\t85.106%\t\t74.074%\t     80KB/sec
                          metaop :            7\t      3.50\t14.894%\t\t25.926%\t           NA
            -
            23.50 Transactions per Second

            Throughput Results
            ===================
            Write Throughput: 80KB/sec

            System Call Latency statistics in millisecs
            =====
            \t\tMin\t\tAvg\t\tMax\t\tTotal Calls
            \t\t========\t========\t========\t============
            [  write]\t0.004000\t0.131100\t420.509003\t          40
            \t\t msec_range[0]\t0.000000 - 0.010000 :        3
            \t\t msec_range[1]\t0.010000 - 0.020000 :       37


            Total Results
            ===============
                         Op Name   Transactions\t Trans/sec\t% Trans\t    % Op Weight\t   Throughput
                         =======   ============\t =========\t=======\t    ===========\t   ==========
                         readall :         1000\t    500.00\t95.511%\t\t27.027%\t   1.95MB/sec
                           write :           40\t     20.00\t 3.820%\t\t54.054%\t     80KB/sec
                          metaop :            7\t      3.50\t 0.669%\t\t18.919%\t           NA
            -
            523.50 Transactions per Second

            Throughput Results
            ===================
            Read Throughput: 1.95MB/sec
            Write Throughput: 80KB/sec



            0.0% User   Time
            100.0% System Time
            100.0% CPU Utilization
            """);
  }

  @Test
  void aFilesetAloneIsOnlyCreated() {
    String text = text("one-group.ffsb").replace("time=2", "time=0");
    assertThat(FfsbReport.print(FfsbProfile.parse("p", text), Results.oneGroup()))
        .startsWith(
            """
            FFSB version 6.0-RC2~simulated started

            Only creating the fileset, not running benchmark.
            ThreadGroup 0
            """)
        .endsWith(
            "\t\ncreating new fileset /data/ffsb\nfs setup took 0 secs\nSetup complete, exiting\n");
  }

  @Test
  void sizesHaveThreeDigits() {
    assertThat(PrintedSize.of(0)).isEqualTo("0B");
    assertThat(PrintedSize.of(1023)).isEqualTo("1.02e+03B");
    assertThat(PrintedSize.of(1023.0 * 1024)).isEqualTo("1.02e+03KB");
    assertThat(PrintedSize.of(999.0 * 1024)).isEqualTo("999KB");
    assertThat(PrintedSize.of(1536.0 * 1024 * 1024)).isEqualTo("1.5GB");
  }

  @Test
  void aBenchmarkTakesTime() {
    assertThatThrownBy(() -> Results.of(0, ImmutableList.of())).hasMessageContaining("takes time");
  }

  private String text(String name) {
    return Resources.text(getClass(), name);
  }
}
