package dev.tollgate.workload.net;

/** Whoever lent the memory of a packet's linear part, and gets it back when the packet is freed. */
public interface PacketPages {

  /**
   * The packet around some pages was freed.
   *
   * @param token what {@link PacketMemory#around} was given
   */
  void giveBack(int token);
}
