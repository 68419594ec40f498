package dev.tollgate.workload.stream.host;

import dev.tollgate.workload.net.PacketBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Received packets that wait for their program, with where in each the unread bytes begin. */
final class PacketQueue {

  private @Nullable PacketBuffer[] packets = new PacketBuffer[64];
  private int[] starts = new int[64];
  private int first;
  private int count;

  boolean isEmpty() {
    return count == 0;
  }

  int size() {
    return count;
  }

  /** Puts a packet at the end whose unread bytes begin {@code start} bytes after its head. */
  void add(PacketBuffer packet, int start) {
    if (count == packets.length) {
      grow();
    }
    int slot = (first + count++) & (packets.length - 1);
    packets[slot] = packet;
    starts[slot] = start;
  }

  /** The packet that waits longest. */
  PacketBuffer first() {
    PacketBuffer packet = count == 0 ? null : packets[first];
    if (packet == null) {
      throw new IllegalStateException("no packet waits");
    }
    return packet;
  }

  /** Offset of its first unread byte from its head. */
  int start() {
    return starts[first];
  }

  /** Bytes of the first packet were read. */
  void advance(int bytes) {
    starts[first] += bytes;
  }

  /** Takes the first packet out. */
  PacketBuffer remove() {
    PacketBuffer packet = first();
    packets[first] = null;
    first = (first + 1) & (packets.length - 1);
    count--;
    return packet;
  }

  private void grow() {
    int capacity = packets.length;
    @Nullable PacketBuffer[] more = Arrays.copyOfRange(packets, first, first + 2 * capacity);
    int[] moreStarts = Arrays.copyOfRange(starts, first, first + 2 * capacity);
    System.arraycopy(packets, 0, more, capacity - first, first);
    System.arraycopy(starts, 0, moreStarts, capacity - first, first);
    packets = more;
    starts = moreStarts;
    first = 0;
  }
}
