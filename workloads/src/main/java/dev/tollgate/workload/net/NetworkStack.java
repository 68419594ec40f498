package dev.tollgate.workload.net;

/**
 * What a driver calls up: the network stack of the machine it runs on.
 *
 * <p>Every call comes from a piece of work of a CPU ({@code Processors.current()}), in its soft
 * interrupt, or from within {@link NetworkDriver#transmit}.
 */
public interface NetworkStack {

  /**
   * A packet has come in: {@code netif_receive_skb}. It belongs to the stack, with its memory,
   * which the stack gives back by {@link PacketMemory#free}. {@link PacketBuffer#head} is the first
   * byte of the Ethernet header; all headers are in the linear part.
   */
  void received(PacketBuffer packet);

  /**
   * The driver is done with a packet that {@link NetworkDriver#transmit} took, sent or dropped: its
   * memory is the stack's again, and unmapped. A dropped packet ({@link PacketBuffer#dropped}) may
   * come back before {@code transmit} returns.
   */
  void transmitted(PacketBuffer packet);

  /** {@link NetworkDriver#isStopped} was true and is no longer: {@code netif_wake_queue}. */
  void roomAgain();
}
