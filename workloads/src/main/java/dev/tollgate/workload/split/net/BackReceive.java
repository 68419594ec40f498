package dev.tollgate.workload.split.net;

import dev.tollgate.workload.net.PacketBuffer;

/** The back end's half that passes packets to the guest, in one of the two ways of 2007. */
sealed interface BackReceive permits CopyingBackReceive, FlippingBackReceive {

  /** Takes a packet, or drops it if the guest has no page for it. */
  void take(PacketBuffer packet);

  /** Packets that wait to be passed on. */
  int waiting();

  /** Passes on all packets that wait; true if the guest must be notified. */
  boolean passAll();

  /** Frees what waits. */
  void close();
}
