package dev.tollgate.workload.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The headers of a packet as bytes: Ethernet II, IPv4 without options (RFC 791), then TCP with the
 * timestamps option (RFC 9293, RFC 7323; 66 bytes in all) or UDP (RFC 768; 42 bytes in all).
 *
 * <p>The IP checksum is always right. The checksum of TCP and UDP is 0, as in a packet that leaves
 * it to the interface: links deliver every bit, so nobody would find anything wrong. MAC addresses
 * are locally administered ones made of the IPv4 address: {@code 02:00:a:b:c:d}.
 */
public final class Headers {

  /** IP protocol number of TCP. */
  public static final int TCP = 6;

  /** IP protocol number of UDP. */
  public static final int UDP = 17;

  /** TCP flags. */
  public static final int FIN = 1;

  /** TCP flags. */
  public static final int SYN = 2;

  /** TCP flags. */
  public static final int RESET = 4;

  /** TCP flags. */
  public static final int PUSH = 8;

  /** TCP flags. */
  public static final int ACK = 16;

  /** Where the IPv4 header begins. */
  public static final int IP = Framing.HEADER;

  /** Where the header of TCP or UDP begins. */
  public static final int TRANSPORT = IP + 20;

  /** Ethernet, IPv4, TCP and timestamps. */
  public static final int TCP_BYTES = TRANSPORT + 32;

  /** Ethernet, IPv4 and UDP. */
  public static final int UDP_BYTES = TRANSPORT + 8;

  /** Most bytes of Ethernet, IPv4 and TCP headers with all options. */
  public static final int LONGEST = Framing.HEADER + 60 + 60;

  static final int IP_LENGTH = IP + 2;
  static final int IP_IDENTIFICATION = IP + 4;
  static final int TCP_SEQUENCE = TRANSPORT + 4;
  static final int TCP_FLAGS = TRANSPORT + 13;

  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int LOCAL_MAC = 0x0200;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int TIME_TO_LIVE = 64;
  private static final int TIMESTAMPS = 0x0101_080a; // two no-operations, kind 8, length 10

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Headers() {}

  /** Bytes of all headers of a packet with this IP protocol. */
  public static int bytes(int protocol) {
    return protocol == UDP ? UDP_BYTES : TCP_BYTES;
  }

  /**
   * Writes the headers of {@code packet} to {@code target} from index 0, from its addresses, ports,
   * TCP values and {@link PacketBuffer#payloadLength}; sets {@link PacketBuffer#payloadOffset}.
   *
   * @param identification low 16 bits are the IP identification
   * @return bytes written
   */
  public static int write(PacketBuffer packet, int identification, byte[] target) {
    int length = bytes(packet.protocol);
    packet.payloadOffset = length;
    setShort(target, 0, LOCAL_MAC);
    setInt(target, 2, packet.destinationAddress);
    setShort(target, 6, LOCAL_MAC);
    setInt(target, 8, packet.sourceAddress);
    setShort(target, 12, ETHERTYPE_IPV4);
    setShort(target, IP, 0x4500);
    setShort(target, IP_LENGTH, length - IP + packet.payloadLength);
    setShort(target, IP_IDENTIFICATION, identification);
    setShort(target, IP + 6, DONT_FRAGMENT);
    setShort(target, IP + 8, TIME_TO_LIVE << 8 | packet.protocol);
    setInt(target, IP + 12, packet.sourceAddress);
    setInt(target, IP + 16, packet.destinationAddress);
    writeIpChecksum(target);
    setShort(target, TRANSPORT, packet.sourcePort);
    setShort(target, TRANSPORT + 2, packet.destinationPort);
    if (packet.protocol == UDP) {
      setShort(target, TRANSPORT + 4, 8 + packet.payloadLength);
      setShort(target, TRANSPORT + 6, 0);
      return length;
    }
    setInt(target, TCP_SEQUENCE, packet.sequence);
    setInt(target, TRANSPORT + 8, packet.acknowledgement);
    setShort(target, TRANSPORT + 12, 0x8000 | packet.flags); // 8 words of header
    setShort(target, TRANSPORT + 14, packet.window);
    setInt(target, TRANSPORT + 16, 0); // checksum, urgent pointer
    setInt(target, TRANSPORT + 20, TIMESTAMPS);
    setInt(target, TRANSPORT + 24, packet.timestamp);
    setInt(target, TRANSPORT + 28, packet.timestampEcho);
    return length;
  }

  /**
   * Reads headers from index 0 of {@code source} into {@code packet}.
   *
   * @param length bytes of the frame, padding included
   * @return whether they are headers of the kind written here, with a right IP checksum and a
   *     length that the frame holds; if not, {@code packet} may be half read
   */
  public static boolean read(byte[] source, int length, PacketBuffer packet) {
    if (length < UDP_BYTES
        || getShort(source, 12) != ETHERTYPE_IPV4
        || getShort(source, IP) != 0x4500
        || ipSum(source) != 0xffff) {
      return false;
    }
    int protocol = source[IP + 9] & 0xff;
    int payload = getShort(source, IP_LENGTH) - (bytes(protocol) - IP);
    if ((protocol != TCP && protocol != UDP) || payload < 0 || bytes(protocol) + payload > length) {
      return false;
    }
    packet.protocol = protocol;
    packet.sourceAddress = getInt(source, IP + 12);
    packet.destinationAddress = getInt(source, IP + 16);
    packet.sourcePort = getShort(source, TRANSPORT);
    packet.destinationPort = getShort(source, TRANSPORT + 2);
    packet.payloadOffset = bytes(protocol);
    packet.payloadLength = payload;
    if (protocol == UDP) {
      return getShort(source, TRANSPORT + 4) == 8 + payload;
    }
    packet.sequence = getInt(source, TCP_SEQUENCE);
    packet.acknowledgement = getInt(source, TRANSPORT + 8);
    packet.flags = source[TCP_FLAGS] & 0xff;
    packet.window = getShort(source, TRANSPORT + 14);
    packet.timestamp = getInt(source, TRANSPORT + 24);
    packet.timestampEcho = getInt(source, TRANSPORT + 28);
    return (source[TRANSPORT + 12] & 0xf0) == 0x80 && getInt(source, TRANSPORT + 20) == TIMESTAMPS;
  }

  /**
   * Length of the headers of a TCP packet, whatever options they have.
   *
   * @param length bytes that are there
   * @return bytes, or -1 if these are no such headers, or not all of them are there
   */
  public static int tcpLength(byte[] packet, int length) {
    if (length < TRANSPORT + 20
        || getShort(packet, 12) != ETHERTYPE_IPV4
        || (packet[IP] & 0xff) != 0x45
        || packet[IP + 9] != TCP) {
      return -1;
    }
    int header = TRANSPORT + ((packet[TRANSPORT + 12] & 0xf0) >> 2);
    return header >= TRANSPORT + 20 && header <= length ? header : -1;
  }

  /**
   * Turns the headers of a long TCP packet into those of one of the frames it is cut into.
   *
   * @param index number of the frame, from 0: added to the IP identification
   * @param offset payload bytes in the frames before: added to the sequence number
   * @param payload payload bytes in this frame
   * @param flagsToClear TCP flags that this frame does not carry
   */
  public static void becomeSegment(
      byte[] frame, int headerLength, int index, int offset, int payload, int flagsToClear) {
    setShort(frame, IP_LENGTH, headerLength - IP + payload);
    setShort(frame, IP_IDENTIFICATION, getShort(frame, IP_IDENTIFICATION) + index);
    writeIpChecksum(frame);
    setInt(frame, TCP_SEQUENCE, getInt(frame, TCP_SEQUENCE) + offset);
    frame[TCP_FLAGS] = (byte) (frame[TCP_FLAGS] & ~flagsToClear);
  }

  /** Makes the IP checksum right. */
  static void writeIpChecksum(byte[] frame) {
    setShort(frame, IP + 10, 0);
    setShort(frame, IP + 10, ~ipSum(frame));
  }

  /** One's complement sum of the IP header's 16-bit words: 0xffff if the checksum is right. */
  static int ipSum(byte[] frame) {
    long sum = 0;
    for (int i = IP; i < TRANSPORT; i += Integer.BYTES) {
      sum += getInt(frame, i) & 0xffff_ffffL;
    }
    while (sum >>> Short.SIZE != 0) {
      sum = (sum & 0xffff) + (sum >>> Short.SIZE);
    }
    return (int) sum;
  }

  static int getShort(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xffff;
  }

  static void setShort(byte[] bytes, int at, int value) {
    SHORT.set(bytes, at, (short) value);
  }

  static int getInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void setInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }
}
