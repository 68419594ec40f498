package dev.tollgate.workload.stream.netperf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetperfOptionsTest {

  @Test
  void defaultsAreNetperfs() {
    NetperfOptions options = NetperfOptions.parse("");
    assertThat(options.test()).isEqualTo(NetperfTest.TCP_STREAM);
    assertThat(options.host()).isEqualTo("localhost");
    assertThat(options.length()).isEqualTo(new TestLength(10, 0));
    assertThat(options.sizes()).isEqualTo(new MessageSizes(0, 0, 1, 1));
    assertThat(options.sockets()).isEqualTo(new SocketRequest(0, 0, 0, 0, false, false));
    assertThat(options.binding()).isEqualTo(CpuBinding.NONE);
    assertThat(options.confidence().asked()).isFalse();
    OutputRequest output = options.output();
    assertThat(output.cpu()).isFalse();
    assertThat(output.headers()).isTrue();
    assertThat(output.verbosity()).isEqualTo(1);
    assertThat(output.unit()).isEqualTo(ThroughputUnit.MEGABITS);
    assertThat(output.mode()).isEqualTo(OutputMode.CLASSIC);
  }

  @Test
  void aWholeLine() {
    NetperfOptions options =
        NetperfOptions.parse(
            "netperf -H server,4 -t tcp_stream -l60 -cC 2993 -P 0 -v 2 -f M -T ,3 -p 12000"
                + " -B 'run 7' -- -m 4K -M 8k -s 64K,128K -S 1M -D -C -R 1");
    assertThat(options.host()).isEqualTo("server");
    assertThat(options.length()).isEqualTo(new TestLength(60, 0));
    assertThat(options.output().localCpu()).isTrue();
    assertThat(options.output().remoteCpu()).isTrue();
    assertThat(options.output().headers()).isFalse();
    assertThat(options.output().verbosity()).isEqualTo(2);
    assertThat(options.output().unit()).isEqualTo(ThroughputUnit.MEBIBYTES);
    assertThat(options.output().brand()).isEqualTo("run 7");
    assertThat(options.binding()).isEqualTo(new CpuBinding(-1, 3));
    assertThat(options.sizes()).isEqualTo(new MessageSizes(4096, 8000, 1, 1));
    assertThat(options.sockets())
        .isEqualTo(new SocketRequest(65536, 131072, 1 << 20, 1 << 20, true, true));
  }

  @ParameterizedTest
  @CsvSource({
    "1K,1024",
    "1k,1000",
    "2M,2097152",
    "2m,2000000",
    "1G,1073741824",
    "1g,1000000000",
    "0,0",
    "007,7"
  })
  void capitalsArePowersOf1024(String text, long bytes) {
    assertThat(NetperfOptions.parse("-- -m " + text).sizes().send()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"-s 8K|8192|8192", "-s 8K,|8192|0", "-s ,8K|0|8192", "-s 1K,2K|1024|2048"})
  void oneOfAPairCanBeLeftOut(String option, long send, long receive) {
    SocketRequest sockets = NetperfOptions.parse("-- " + option).sockets();
    assertThat(sockets.localSend()).isEqualTo(send);
    assertThat(sockets.localReceive()).isEqualTo(receive);
    SocketRequest remote = NetperfOptions.parse("-- " + option.replace("-s", "-S")).sockets();
    assertThat(remote.remoteSend()).isEqualTo(send);
    assertThat(remote.remoteReceive()).isEqualTo(receive);
  }

  @Test
  void sizesBelongToTheSenderWhereverItIs() {
    assertThat(NetperfOptions.parse("-- -m 1,2 -M 3,4").sizes())
        .isEqualTo(new MessageSizes(1, 3, 1, 1));
    assertThat(NetperfOptions.parse("-t TCP_MAERTS -- -m 1,2 -M 3,4").sizes())
        .isEqualTo(new MessageSizes(2, 4, 1, 1));
    assertThat(NetperfOptions.parse("-t TCP_MAERTS -- -m 9").sizes().send()).isEqualTo(9);
  }

  @Test
  void sizesNotGivenFollowFromTheBuffers() {
    MessageSizes none = MessageSizes.DEFAULT;
    assertThat(none.send(NetperfTest.TCP_STREAM, 16384)).isEqualTo(16384);
    assertThat(none.send(NetperfTest.TCP_STREAM, 0)).isEqualTo(4096);
    assertThat(none.send(NetperfTest.UDP_STREAM, 212992)).isEqualTo(65507);
    assertThat(none.send(NetperfTest.UDP_STREAM, 8192)).isEqualTo(8192);
    assertThat(none.receive(87380)).isEqualTo(87380);
    assertThat(new MessageSizes(7, 8, 1, 1).send(NetperfTest.TCP_STREAM, 16384)).isEqualTo(7);
  }

  @Test
  void aTestCanEndAfterAnAmount() {
    assertThat(NetperfOptions.parse("-l -64M").length()).isEqualTo(new TestLength(0, 64 << 20));
    assertThat(NetperfOptions.parse("-l -1000 -t TCP_RR").length().timed()).isFalse();
    assertThat(NetperfOptions.parse("-l -1 -l 5").length()).isEqualTo(new TestLength(5, 0));
  }

  @Test
  void confidenceHasNetperfsLimits() {
    assertThat(NetperfOptions.parse("-i 100,1").confidence())
        .isEqualTo(new Confidence(99, 0.05, 3, 30));
    assertThat(NetperfOptions.parse("-I 95,10").confidence())
        .isEqualTo(new Confidence(95, 0.10, 3, 10));
    assertThat(NetperfOptions.parse("-i 6,5 -I 95").confidence())
        .isEqualTo(new Confidence(95, 0.05, 5, 6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-t omni|TCP_STREAM",
        "-t OMNI -- -d recv|TCP_MAERTS",
        "-t omni -- -d 6|TCP_RR",
        "-t omni -- -r 1,1|TCP_RR",
        "-t omni -- -m ,4K|TCP_MAERTS",
        "-t omni -- -T udp -m 1K|UDP_STREAM",
        "-t omni -- -t dgram -d send|UDP_STREAM",
        "-t UDP_STREAM|UDP_STREAM"
      })
  void omniIsWhatItsOptionsMakeOfIt(String line, NetperfTest test) {
    NetperfOptions options = NetperfOptions.parse(line);
    assertThat(options.test()).isEqualTo(test);
    assertThat(options.omni()).isEqualTo(!line.contains("UDP"));
  }

  @Test
  void outputsAreSelectedInBlocks() {
    OutputRequest output =
        NetperfOptions.parse("-- -o throughput,ELAPSED_TIME;LOCAL_SD -D").output();
    assertThat(output.mode()).isEqualTo(OutputMode.CSV);
    assertThat(output.selected().get(0))
        .containsExactly(OutputName.THROUGHPUT, OutputName.ELAPSED_TIME);
    assertThat(output.selected().get(1)).containsExactly(OutputName.LOCAL_SD);
    assertThat(NetperfOptions.parse("-- -k -D").output().selected()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-x 3|column 2: netperf has no option -x before --; taken here: -4 -B -C -H -I -P -T -c",
        "-m 64|column 2: netperf has no option -m before --; did you mean it after --?",
        "-cQ|column 3: netperf has no option -Q",
        "-D 1|column 2: netperf's option -D is not taken before --: there are no interim results",
        "-F f|column 2: netperf's option -F is not taken",
        "-- -x|column 5: netperf has no option -x after --",
        "-- -c|column 5: netperf's option -c is not taken after --: connections are not",
        "-- -l 3|column 5: netperf's option -l is not taken after --",
        "-- -v 2|column 5: netperf has no option -v after --; did you mean it before --?",
        "-t TCP_STREM|column 4: no test 'TCP_STREM'; did you mean TCP_STREAM?",
        "-t UDP_RR|column 4: no test 'UDP_RR'; did you mean TCP_RR?",
        "-t|column 2: -t needs an argument",
        "-l 0|column 4: a test of no length",
        "-l 1.5|column 4: '1.5' is no whole number",
        "-l 3G|column 4: 3G is beyond netperf's largest number, 2147483647",
        "-l 10s|column 4: '10s' is no whole number",
        "-l -1 -t UDP_STREAM|column 4: UDP_STREAM ends after a time",
        "-v 3|column 4: no verbosity 3; expected 0, 1, 2",
        "-f q|column 4: no unit 'q'",
        "-f KB|column 4: no unit 'KB'",
        "-H a,6|column 6: the simulated network has AF_INET only",
        "-I 90|column 4: confidence is 95 or 99 percent",
        "-I 99,x|column 7: 'x' is no width",
        "-T -1|column 4: -1 is too small",
        "-B 'a|column 4: the quote ' has no end",
        "host|column 1: 'host' is no option",
        "- -c|column 1: '-' is no option",
        "-- -m|column 5: -m needs an argument",
        "-- -m -5|column 7: -5 is too small; the least is 0",
        "-- -m 64 -- -D|column 13: nothing can stand after",
        "-- -r 0|column 7: 0 is too small; the least is 1",
        "-- -r 1|column 7: -r has no meaning for a stream; expected -m",
        "-t TCP_RR -- -m 1|column 17: -m has no meaning for a request/response test",
        "-t UDP_STREAM -- -D|column 19: -D has no meaning for UDP",
        "-t UDP_STREAM -- -m 64K|column 21: a datagram holds at most 65507 bytes",
        "-- -k THRUPUT|column 7: no output 'THRUPUT'; did you mean THROUGHPUT?",
        "-- -k ELAPSED_TIME,LOCAL_XX_YY|column 20: no output 'LOCAL_XX_YY'",
        "-- -k ELAPSED_TIME;;LOCAL_SD|column 20: no output ''",
        "-- -d send|column 5: -d after -- belongs to -t omni",
        "-t omni -- -d sedn|column 15: no direction 'sedn'; did you mean send?",
        "-t omni -- -T sctp|column 15: 'sctp' is not simulated; known choices: tcp, udp",
        "-t omni -- -T udp -d rr|of UDP only the sending direction is simulated"
      })
  void refusesByNameAndColumn(String line, String complaint) {
    assertThatThrownBy(() -> NetperfOptions.parse(line))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("netperf options")
        .hasMessageContaining(complaint);
  }

  @Test
  void everyOptionTakenIsListedAsTaken() {
    for (char option : RefusedOption.GLOBAL.toCharArray()) {
      assertThat(complaint("-" + option + " 1")).doesNotContain("has no option", "is not taken");
    }
    for (char option : RefusedOption.TEST.toCharArray()) {
      assertThat(complaint("-t omni -- -" + option + " 1"))
          .doesNotContain("has no option", "is not taken");
    }
  }

  private static String complaint(String line) {
    try {
      NetperfOptions.parse(line);
      return "";
    } catch (BadInputException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
