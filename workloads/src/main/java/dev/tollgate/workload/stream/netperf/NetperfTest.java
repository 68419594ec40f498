package dev.tollgate.workload.stream.netperf;

/** A test of netperf's that can be simulated. Local is netperf's side, remote netserver's. */
public enum NetperfTest {
  /** Local sends a stream to remote. */
  TCP_STREAM("TCP STREAM TEST", "Send"),
  /** Remote sends a stream to local. */
  TCP_MAERTS("TCP MAERTS TEST", "Receive"),
  /** Local sends a request, remote answers, and so on. */
  TCP_RR("TCP REQUEST/RESPONSE TEST", "Send|Recv"),
  /** Local sends datagrams to remote, as fast as its socket takes them. */
  UDP_STREAM("UDP UNIDIRECTIONAL SEND TEST", "Send");

  private final String title;
  private final String direction;

  NetperfTest(String title, String direction) {
    this.title = title;
    this.direction = direction;
  }

  /** The words with which the banner of the classic test begins. */
  String title() {
    return title;
  }

  /** The data's way, as omni names it. */
  String direction() {
    return direction;
  }

  /** The protocol, as omni names it. */
  public String protocol() {
    return this == UDP_STREAM ? "UDP" : "TCP";
  }

  /** Whether transactions are counted instead of bytes. */
  public boolean requestResponse() {
    return this == TCP_RR;
  }

  /** Whether data comes from netperf's own side: all tests but {@link #TCP_MAERTS}. */
  public boolean localSends() {
    return this != TCP_MAERTS;
  }
}
