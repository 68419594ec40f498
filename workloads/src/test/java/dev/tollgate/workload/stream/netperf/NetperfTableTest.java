package dev.tollgate.workload.stream.netperf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.workload.text.Resources;
import org.junit.jupiter.api.Test;

/** Compares with tables printed by the C library from netperf's formats. */
class NetperfTableTest {

  @Test
  void streamWithoutCpu() {
    assertThat(print("-H 10.0.0.2", Runs.stream())).isEqualTo(golden("tcp-stream"));
  }

  @Test
  void streamWithBothCpusAndNodelay() {
    assertThat(print("-H 10.0.0.2 -cC -- -D", Runs.stream())).isEqualTo(golden("tcp-stream-cpu"));
  }

  @Test
  void streamWithOneCpuAndDetails() {
    assertThat(print("-H 10.0.0.2 -c -v 2", Runs.stream()))
        .isEqualTo(golden("tcp-stream-local-cpu-details"));
  }

  @Test
  void unknownCpuUseIsLikeOneThatWasNotAskedFor() {
    assertThat(print("-H 10.0.0.2 -c -C -v 2", Runs.remoteUnknown(Runs.stream())))
        .isEqualTo(golden("tcp-stream-local-cpu-details"));
  }

  @Test
  void streamWithoutHeadersHasTheBrand() {
    assertThat(print("-P 0 -B eth0", Runs.stream())).isEqualTo(golden("tcp-stream-no-headers"));
    assertThat(print("-P 1 -B eth0 -H 10.0.0.2", Runs.stream())).isEqualTo(golden("tcp-stream"));
  }

  @Test
  void streamInKilobytesWithConfidence() {
    assertThat(print("-f K -i 10,3 -H 10.0.0.2", Runs.stream()))
        .isEqualTo(golden("tcp-stream-kbytes"));
  }

  @Test
  void streamTheOtherWay() {
    assertThat(print("-t TCP_MAERTS -c -C -v 2 -T 0,1 -H 10.0.0.2", Runs.maerts()))
        .isEqualTo(golden("tcp-maerts-cpu-details"));
  }

  @Test
  void requestResponse() {
    assertThat(print("-t TCP_RR -H 10.0.0.2", Runs.transactions())).isEqualTo(golden("tcp-rr"));
  }

  @Test
  void requestResponseWithCpuAndDetails() {
    assertThat(print("-t tcp_rr -c -C -v2 -H 10.0.0.2 -- -r 128,1k", Runs.transactions()))
        .isNotEqualTo(golden("tcp-rr-cpu-details"));
    assertThat(print("-t tcp_rr -c -C -v2 -H 10.0.0.2 -- -r 128,1K", Runs.transactions()))
        .isEqualTo(golden("tcp-rr-cpu-details"));
  }

  @Test
  void requestResponseAsBandwidth() {
    String lines = print("-t TCP_RR -f m -P 0 -- -r 128,1K", Runs.transactions());
    assertThat(lines)
        .isEqualTo("16384  87380  128      1024    10.00     169.07   \n16384  87380 \n");
  }

  @Test
  void datagrams() {
    assertThat(print("-t UDP_STREAM -H 10.0.0.2 -- -m 1472", Runs.datagrams()))
        .isEqualTo(golden("udp-stream"));
    assertThat(print("-t UDP_STREAM -cC -v 2 -H 10.0.0.2 -- -m 1472", Runs.datagrams()))
        .isEqualTo(golden("udp-stream-cpu"));
  }

  @Test
  void oneFigure() {
    assertThat(
            print("-P 0 -v 0", Runs.stream())
                + print("-P 0 -v 0 -c -C -B b", Runs.stream())
                + print("-P 0 -v 0 -t UDP_STREAM -B b", Runs.datagrams()))
        .isEqualTo(golden("verbosity-0"));
  }

  @Test
  void selectedOutputsInTheOrderAskedFor() {
    String names =
        "THROUGHPUT,throughput_units,ELAPSED_TIME,LOCAL_SEND_SIZE;LOCAL_CPU_UTIL,REMOTE_CPU_UTIL,"
            + "LOCAL_SD,REMOTE_SD,SD_UNITS";
    assertThat(print("-H 10.0.0.2 -c -C -- -k " + names, Runs.stream()))
        .isEqualTo(golden("omni-keyval"));
  }

  @Test
  void outputsOfTheTestAsCommaSeparatedValues() {
    assertThat(print("-t TCP_RR -H 10.0.0.2 -- -r 128,1K -o", Runs.transactions()))
        .isEqualTo(golden("omni-csv"));
  }

  @Test
  void outputsOfOmniForPeople() {
    assertThat(print("-t omni -H 10.0.0.2 -- -d send", Runs.stream()))
        .isEqualTo(golden("omni-human"));
  }

  @Test
  void blocksOfOutputsForPeopleAreApart() {
    assertThat(print("-t omni -P 0 -- -O ELAPSED_TIME;PROTOCOL", Runs.stream()))
        .isEqualTo("10.00   \n\nTCP      \n");
  }

  @Test
  void whatATestDoesNotHaveIsMinusOne() {
    assertThat(
            print("-P 0 -- -k REQUEST_SIZE,LOCAL_RECV_SIZE,RT_LATENCY,P99_LATENCY", Runs.stream()))
        .isEqualTo("REQUEST_SIZE=-1\nLOCAL_RECV_SIZE=-1\nRT_LATENCY=-1.000\nP99_LATENCY=-1\n");
    assertThat(
            print(
                "-P 0 -c -t TCP_RR -- -k MIN_LATENCY,P99_LATENCY,MEAN_LATENCY,LOCAL_CPU_PEAK_UTIL,"
                    + "LOCAL_CPU_PEAK_ID,REMOTE_CPU_PEAK_ID,LOCAL_CPU_COUNT",
                Runs.transactions()))
        .isEqualTo(
            """
            MIN_LATENCY=40
            P99_LATENCY=99
            MEAN_LATENCY=54.51
            LOCAL_CPU_PEAK_UTIL=20.00
            LOCAL_CPU_PEAK_ID=0
            REMOTE_CPU_PEAK_ID=-1
            LOCAL_CPU_COUNT=2
            """);
  }

  @Test
  void everyOutputHasAValue() {
    String all = print("-t omni -P 0 -c -C -B x -- -k all", Runs.stream());
    assertThat(all.lines()).hasSize(OutputName.values().length);
    assertThat(all)
        .contains("COMMAND_LINE=\"-t omni -P 0 -c -C -B x -- -k all\"\nRESULT_BRAND=\"x\"");
    assertThat(all.lines()).allMatch(line -> line.matches("[A-Z0-9_]+=.+"));
  }

  @Test
  void hugeValuesPushTheirColumns() {
    assertThat(print("-P 0", Runs.busySecond(125_000_000_000_000L, 16384)))
        .isEqualTo("131072  16384  16384    1.00     1000000000.00   \n");
  }

  @Test
  void nothingMovedIsNoDivisionByZero() {
    assertThat(print("-P 0 -c -C", Runs.busySecond(0, 16384)))
        .isEqualTo(
            "131072  16384  16384    1.00          0.00   100.00   100.00   inf     inf    \n");
  }

  private static String print(String line, NetperfResult result) {
    return NetperfTable.print(NetperfOptions.parse(line), result);
  }

  private String golden(String name) {
    return Resources.text(getClass(), name + ".txt");
  }
}
