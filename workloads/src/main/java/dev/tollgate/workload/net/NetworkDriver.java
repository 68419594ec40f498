package dev.tollgate.workload.net;

/** What a network stack calls down: the driver of one network interface. */
public interface NetworkDriver {

  /**
   * Sends a packet: {@code hard_start_xmit}. Called from a piece of work of a CPU, to which its
   * steps are booked.
   *
   * @param packet its linear part begins with the Ethernet header; the driver owns it until {@link
   *     NetworkStack#transmitted}
   * @return false if the ring has no room for it (nothing was done, the packet stays the caller's);
   *     this happens only to callers that do not ask {@link #isStopped} first
   * @throws IllegalArgumentException if the packet asks for what the interface does not do
   */
  boolean transmit(PacketBuffer packet);

  /** Whether nothing may be sent until {@link NetworkStack#roomAgain}. */
  boolean isStopped();

  /** Most bytes of a frame after its Ethernet header. */
  int mtu();

  /** Whether packets may have fragments. */
  boolean scatterGather();

  /** Most payload bytes of a packet that the interface cuts into frames itself; 0 if it cannot. */
  int segmentationBytes();

  /**
   * Whether the interface writes and verifies checksums of IP, TCP and UDP, so that the stack need
   * not.
   */
  boolean checksumOffload();
}
