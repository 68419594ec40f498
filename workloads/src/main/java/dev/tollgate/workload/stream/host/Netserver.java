package dev.tollgate.workload.stream.host;

import dev.tollgate.workload.net.NetworkDriver;
import dev.tollgate.workload.stream.tcp.TcpSettings;
import org.jspecify.annotations.Nullable;

/**
 * netserver on the machine under test: a socket over a stack, and the program that uses it. There
 * is one kind for each test of netperf.
 */
public final class Netserver {

  private final HostStack stack;
  private final @Nullable TcpSocket tcp;
  private final @Nullable DatagramSocket datagrams;
  private final Program program;

  private Netserver(
      HostStack stack,
      NetworkDriver driver,
      @Nullable TcpSocket tcp,
      @Nullable DatagramSocket datagrams,
      Program program) {
    this.stack = stack;
    this.tcp = tcp;
    this.datagrams = datagrams;
    this.program = program;
    if (tcp != null) {
      tcp.usedBy(program);
      stack.connect(driver, tcp);
    } else if (datagrams != null) {
      datagrams.usedBy(program);
      stack.connect(driver, datagrams);
    }
  }

  /**
   * For TCP_STREAM: receives.
   *
   * @param size most bytes of each recv()
   */
  public static Netserver receiving(
      HostParts parts, HostStack stack, NetworkDriver driver, TcpSettings settings, long size) {
    TcpSocket socket = new TcpSocket(parts, stack, driver, settings);
    return new Netserver(stack, driver, socket, null, new StreamReader(parts, socket, size));
  }

  /**
   * For TCP_MAERTS: sends.
   *
   * @param size bytes of each send()
   */
  public static Netserver sending(
      HostParts parts, HostStack stack, NetworkDriver driver, TcpSettings settings, long size) {
    TcpSocket socket = new TcpSocket(parts, stack, driver, settings);
    int piece = Math.max(settings.mss(), driver.segmentationBytes());
    return new Netserver(stack, driver, socket, null, new StreamWriter(parts, socket, size, piece));
  }

  /** For TCP_RR: answers requests of so many bytes with responses of so many. */
  public static Netserver responding(
      HostParts parts,
      HostStack stack,
      NetworkDriver driver,
      TcpSettings settings,
      long requestBytes,
      long responseBytes) {
    TcpSocket socket = new TcpSocket(parts, stack, driver, settings);
    return new Netserver(
        stack, driver, socket, null, new Responder(parts, socket, requestBytes, responseBytes));
  }

  /**
   * For UDP_STREAM: receives.
   *
   * @param buffer bytes of the socket's receive buffer
   */
  public static Netserver receivingDatagrams(
      HostParts parts, HostStack stack, NetworkDriver driver, long buffer) {
    DatagramSocket socket = new DatagramSocket(parts, buffer);
    return new Netserver(stack, driver, null, socket, new DatagramReader(parts, socket));
  }

  /** Lets the program begin. */
  public void start() {
    program.start();
  }

  /** Segments sent again. */
  public long retransmissions() {
    return tcp == null ? 0 : tcp.sender().retransmissions();
  }

  /** Segments that came out of order, twice or beyond the window. */
  public long unexpectedSegments() {
    return tcp == null ? 0 : tcp.receiver().gaps() + tcp.receiver().duplicates();
  }

  /** Gives all memory back; call it when the driver has stopped. */
  public void close() {
    stack.close();
    if (tcp != null) {
      tcp.close();
    }
    if (datagrams != null) {
      datagrams.close();
    }
  }
}
