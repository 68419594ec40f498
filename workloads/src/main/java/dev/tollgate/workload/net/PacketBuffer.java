package dev.tollgate.workload.net;

import dev.tollgate.core.machine.PhysicalMemory;

/**
 * One packet as the kernel holds it: the counterpart of Linux's {@code struct sk_buff}. A linear
 * part with the headers, then fragments of pages; all addresses are physical bytes in simulated
 * memory.
 *
 * <p>This is the record that the hot path shares: fields are open, and objects are used again
 * ({@link PacketMemory}). The values below {@link #token} are what {@link Headers} wrote to the
 * linear part, or read from it; drivers and devices go by the bytes.
 */
public final class PacketBuffer {

  /** Most fragments of a packet: Linux's MAX_SKB_FRAGS with pages of 4 KiB. */
  public static final int MAX_FRAGMENTS = 18;

  /** Address of no memory, for {@link #structure} and {@link #block}. */
  public static final long NONE = -1;

  /** Address of the sk_buff itself, an object of its own cache, or {@link #NONE}. */
  public long structure = NONE;

  /** Address that kmalloc gave for the linear part, or {@link #NONE} if it is somebody else's. */
  public long block = NONE;

  /** Whoever lent the linear part and gets it back when the packet is freed, or null. */
  public @org.jspecify.annotations.Nullable PacketPages lender;

  /** What {@link #lender} knows the linear part by. */
  public int pageToken;

  /** First byte of the linear part: the Ethernet header. */
  public long head;

  /** Bytes of the linear part. */
  public int headLength;

  /** Fragments that follow the linear part. */
  public int fragments;

  /** First byte of each fragment; no fragment crosses a page. */
  public final long[] fragmentAddress = new long[MAX_FRAGMENTS];

  /** Bytes of each fragment, at least 1. */
  public final int[] fragmentLength = new int[MAX_FRAGMENTS];

  /**
   * Bus address of each fragment's first byte, if devices reach it already, or {@link #NONE}: then
   * the driver maps it.
   */
  public final long[] fragmentBusAddress = new long[MAX_FRAGMENTS];

  /** Whether the fragments lie in whole page frames that go back with the packet. */
  public boolean ownsPages;

  /** Payload bytes of each frame that the interface is to make of this packet, or 0 for one. */
  public int segmentBytes;

  /** Received: when the last bit of its frame came to the interface, in simulated picoseconds. */
  public long arrived;

  /** Received: whether the interface has verified the checksums. */
  public boolean checksumVerified;

  /** Transmitted: whether the driver dropped it, because it could not be mapped. */
  public boolean dropped;

  /** Whatever its maker wants to find again at {@link NetworkStack#transmitted}. */
  public long token;

  /** IP protocol: {@link Headers#TCP} or {@link Headers#UDP}. */
  public int protocol;

  /** IPv4 address of the sender. */
  public int sourceAddress;

  /** IPv4 address of the receiver. */
  public int destinationAddress;

  /** Port of the sender, 0 to 65535. */
  public int sourcePort;

  /** Port of the receiver, 0 to 65535. */
  public int destinationPort;

  /** TCP sequence number of the first payload byte, modulo 2<sup>32</sup>. */
  public int sequence;

  /** TCP acknowledgement number, modulo 2<sup>32</sup>. */
  public int acknowledgement;

  /**
   * TCP window as in the header, 0 to 65535; its scale was agreed upon at the connection's start.
   */
  public int window;

  /** TCP flags: the sum of {@code Headers.FIN}, {@code SYN}, {@code PUSH} and so on. */
  public int flags;

  /** TCP timestamp value. */
  public int timestamp;

  /** TCP timestamp echo reply. */
  public int timestampEcho;

  /** Offset of the payload's first byte from {@link #head}: the length of all headers. */
  public int payloadOffset;

  /** Bytes of payload, all fragments included. */
  public int payloadLength;

  /** For a pool: the next free one. */
  @org.jspecify.annotations.Nullable PacketBuffer nextFree;

  /** A packet without memory. */
  public PacketBuffer() {}

  /** Bytes of the packet: linear part and fragments. */
  public int length() {
    int sum = headLength;
    for (int i = 0; i < fragments; i++) {
      sum += fragmentLength[i];
    }
    return sum;
  }

  /** Physical address of the byte {@code offset} bytes after the first, in whichever part. */
  public long address(int offset) {
    if (offset < headLength) {
      return head + offset;
    }
    int left = offset - headLength;
    int i = 0;
    while (left >= fragmentLength[i]) {
      left -= fragmentLength[i++];
    }
    return fragmentAddress[i] + left;
  }

  /** Reads {@code length} bytes from {@code offset} on, whichever parts they lie in. */
  public void read(PhysicalMemory memory, int offset, byte[] target, int length) {
    int done = 0;
    while (done < length) {
      int piece = Math.min(length - done, contiguous(offset + done));
      memory.read(address(offset + done), target, done, piece);
      done += piece;
    }
  }

  /** Bytes from {@code offset} on that lie one behind the other, up to the end of their part. */
  private int contiguous(int offset) {
    int end = headLength;
    int i = 0;
    while (offset >= end) {
      end += fragmentLength[i++];
    }
    return end - offset;
  }

  /**
   * Adds a fragment.
   *
   * @throws IllegalStateException if it has {@link #MAX_FRAGMENTS} already
   */
  public void addFragment(long address, int length) {
    addFragment(address, length, NONE);
  }

  /**
   * Adds a fragment that devices reach already, under {@code busAddress}.
   *
   * @throws IllegalStateException if it has {@link #MAX_FRAGMENTS} already
   */
  public void addFragment(long address, int length, long busAddress) {
    if (fragments == MAX_FRAGMENTS) {
      throw new IllegalStateException("a packet has at most " + MAX_FRAGMENTS + " fragments");
    }
    fragmentAddress[fragments] = address;
    fragmentBusAddress[fragments] = busAddress;
    fragmentLength[fragments++] = length;
  }

  /** Forgets everything, memory included. */
  public void clear() {
    structure = NONE;
    block = NONE;
    lender = null;
    head = 0;
    headLength = 0;
    fragments = 0;
    ownsPages = false;
    segmentBytes = 0;
    arrived = 0;
    checksumVerified = false;
    dropped = false;
    token = 0;
  }
}
