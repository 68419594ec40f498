package dev.tollgate.workload.stream.host;

/** Who the two machines are on the network. */
public final class Addresses {

  /** The machine under test: 10.0.0.1. */
  public static final int HOST = 0x0a00_0001;

  /** Its peer: 10.0.0.2. */
  public static final int PEER = 0x0a00_0002;

  /** Port of netserver's data socket. */
  public static final int SERVER_PORT = 12866;

  /** Port of netperf's data socket. */
  public static final int CLIENT_PORT = 40000;

  private Addresses() {}
}
