package dev.tollgate.workload.stream.host;

import dev.tollgate.workload.net.PacketBuffer;

/** What {@link HostStack} hands packets to. */
interface HostSocket {

  /** A packet came in, its headers are read; it belongs to the socket. In a soft interrupt. */
  void received(PacketBuffer packet);

  /** The driver is done with a packet of this socket; the stack frees it after this call. */
  void transmitted(PacketBuffer packet);
}
