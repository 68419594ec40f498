package dev.tollgate.workload.stream;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.SimulatedClock;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import dev.tollgate.workload.stream.netperf.MessageSizes;
import dev.tollgate.workload.stream.netperf.NetperfOptions;
import dev.tollgate.workload.stream.netperf.NetperfTest;
import dev.tollgate.workload.stream.netperf.SocketRequest;

/**
 * What a stream is told: by netperf's option line, or by parameters from which such a line is made.
 *
 * @param netperf options in netperf's terms: local is the peer, remote the machine under test
 * @param duration picoseconds to send for; 0 if an amount ends the test
 * @param interruptCpu CPU of the machine that takes the interface's interrupts
 * @param programCpu CPU of the machine that runs netserver; -1 for CPU 1 where there is one, else
 *     CPU 0
 */
record StreamOptions(NetperfOptions netperf, long duration, int interruptCpu, int programCpu) {

  private static final long LARGEST_MESSAGE = 16L << 20;
  private static final long LARGEST_BUFFER = 64L << 20;
  private static final long MOST_CPUS = 1 << 12;
  private static final String DEFAULT_TEST = NetperfTest.TCP_STREAM.name();

  /** Stands for CPU 1 where there is one, else CPU 0. */
  private static final int SECOND_CPU = -1;

  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.text(
              "options",
              "",
              "netperf's options, as '-t TCP_MAERTS -l 10 -- -m 1024 -D'. If set, they stand for"
                  + " all parameters from test to duration; the peer is netperf's local side."),
          ParameterSpec.choice(
              "test",
              DEFAULT_TEST,
              ImmutableList.of("TCP_STREAM", "TCP_MAERTS", "TCP_RR", "UDP_STREAM"),
              "TCP_STREAM: the machine under test receives, as the 2007 paper writes it."
                  + " TCP_MAERTS: it sends. TCP_RR: it answers requests. UDP_STREAM: it receives"
                  + " datagrams."),
          ParameterSpec.bytes(
              "message-size",
              "16K",
              1,
              LARGEST_MESSAGE,
              "Bytes of each send(): netperf's -m; for UDP_STREAM of each datagram."),
          ParameterSpec.bytes(
              "receive-size",
              "0",
              0,
              LARGEST_MESSAGE,
              "Most bytes of each recv(): netperf's -M; 0 for the size of the receive buffer."),
          ParameterSpec.bytes(
              "request-size",
              "1",
              1,
              LARGEST_MESSAGE,
              "Bytes of a request of TCP_RR: netperf's -r."),
          ParameterSpec.bytes(
              "response-size",
              "1",
              1,
              LARGEST_MESSAGE,
              "Bytes of a response of TCP_RR: netperf's -r."),
          ParameterSpec.bytes(
              "socket-buffers",
              "0",
              0,
              LARGEST_BUFFER,
              "Send and receive buffer of the machine's socket: netperf's -S; 0 for the system's."),
          ParameterSpec.bytes(
              "peer-socket-buffers",
              "0",
              0,
              LARGEST_BUFFER,
              "Send and receive buffer of the peer's socket: netperf's -s; 0 for the system's."),
          ParameterSpec.flag(
              "nodelay", false, "Whether both sides send small segments at once: netperf's -D."),
          ParameterSpec.flag(
              "cork", false, "Whether both sides send full segments only: netperf's -C after --."),
          ParameterSpec.duration(
              "duration", "1s", "Simulated time of the test: netperf's -l; more than 0."),
          ParameterSpec.integer(
              "interrupt-cpu",
              0,
              0,
              MOST_CPUS,
              "CPU that takes the interface's interrupts and does what follows from them."),
          ParameterSpec.integer(
              "program-cpu",
              SECOND_CPU,
              SECOND_CPU,
              MOST_CPUS,
              "CPU that netserver runs on; netperf's -T ,N. -1 for CPU 1, or CPU 0 where it is the"
                  + " only one."));

  static StreamOptions of(Parameters parameters) {
    String line = parameters.text("options");
    int interruptCpu = (int) parameters.integer("interrupt-cpu");
    int programCpu = (int) parameters.integer("program-cpu");
    if (line.isBlank()) {
      return new StreamOptions(
          NetperfOptions.parse(line(parameters)),
          parameters.picoseconds("duration"),
          interruptCpu,
          programCpu);
    }
    NetperfOptions netperf = NetperfOptions.parse(line);
    long bound = netperf.binding().remote();
    return new StreamOptions(
        netperf,
        netperf.length().seconds() * SimulatedClock.SECOND,
        interruptCpu,
        bound < 0 ? programCpu : (int) bound);
  }

  /** The line that says the same as the parameters. */
  private static String line(Parameters parameters) {
    NetperfTest test = NetperfTest.valueOf(parameters.text("test"));
    long seconds = Math.max(1, parameters.picoseconds("duration") / SimulatedClock.SECOND);
    StringBuilder line = new StringBuilder("-H tollgate -c -C -t " + test + " -l " + seconds);
    line.append(" --");
    if (test.requestResponse()) {
      line.append(" -r ").append(parameters.bytes("request-size"));
      line.append(',').append(parameters.bytes("response-size"));
    } else {
      line.append(" -m ").append(parameters.bytes("message-size"));
      if (parameters.bytes("receive-size") > 0) {
        line.append(" -M ").append(parameters.bytes("receive-size"));
      }
    }
    if (parameters.bytes("peer-socket-buffers") > 0) {
      line.append(" -s ").append(parameters.bytes("peer-socket-buffers"));
    }
    if (parameters.bytes("socket-buffers") > 0) {
      line.append(" -S ").append(parameters.bytes("socket-buffers"));
    }
    if (test != NetperfTest.UDP_STREAM) {
      line.append(parameters.flag("nodelay") ? " -D" : "");
      line.append(parameters.flag("cork") ? " -C" : "");
    }
    return line.toString();
  }

  /** CPU of a machine or guest with so many CPUs that netserver runs on. */
  int programCpu(int cpus) {
    return programCpu == SECOND_CPU ? Math.min(1, cpus - 1) : programCpu;
  }

  NetperfTest test() {
    return netperf.test();
  }

  MessageSizes sizes() {
    return netperf.sizes();
  }

  SocketRequest sockets() {
    return netperf.sockets();
  }
}
