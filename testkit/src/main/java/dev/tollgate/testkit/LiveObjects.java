package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.machine.PhysicalMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must be true of an allocator's answers, obviously: which bytes belong to whom. Each owner
 * fills its bytes with a pattern of its own, so that whoever writes over them is found.
 */
final class LiveObjects {

  /** Of larger objects only so many bytes at either end are filled and compared. */
  private static final int END_BYTES = 2 * PhysicalMemory.FRAME_BYTES;

  /**
   * An object, or a block of frames that somebody else holds.
   *
   * @param address of its first byte
   * @param requested bytes asked for
   * @param usable bytes that its owner may fill
   * @param owner cache it came from, or one of the constants of {@link AllocatorRig}
   * @param pattern what it is filled with
   */
  record Live(long address, long requested, long usable, int owner, byte pattern) {
    @Override
    public String toString() {
      return "%d bytes at 0x%x".formatted(usable, address);
    }
  }

  private final PhysicalMemory memory;
  private final TreeMap<Long, Live> byAddress = new TreeMap<>();
  private byte pattern;

  LiveObjects(PhysicalMemory memory) {
    this.memory = memory;
  }

  /** Gives bytes to somebody, if nobody has any of them, and fills them. */
  Live add(long address, long requested, long usable, int owner) {
    assertThat(address).as("address of %s bytes", usable).isNotNegative();
    assertThat(address + usable)
        .as("end of %s bytes at 0x%x", usable, address)
        .isLessThanOrEqualTo(memory.size());
    pattern += (byte) (pattern == -1 ? 2 : 1);
    Live live = new Live(address, requested, usable, owner, pattern);
    Map.Entry<Long, Live> before = byAddress.floorEntry(address + usable - 1);
    if (before != null && before.getKey() + before.getValue().usable() > address) {
      throw new AssertionError("%s overlap %s".formatted(live, before.getValue()));
    }
    byAddress.put(address, live);
    byte[] bytes = new byte[(int) Math.min(usable, END_BYTES)];
    Arrays.fill(bytes, pattern);
    memory.write(address, bytes, 0, bytes.length);
    memory.write(address + usable - bytes.length, bytes, 0, bytes.length);
    return live;
  }

  /** Takes the bytes away from their owner, once it is certain that nobody wrote over them. */
  void remove(Live live) {
    check(live);
    byAddress.remove(live.address());
  }

  private void check(Live live) {
    byte[] bytes = new byte[(int) Math.min(live.usable(), END_BYTES)];
    byte[] expected = new byte[bytes.length];
    Arrays.fill(expected, live.pattern());
    for (long start : new long[] {live.address(), live.address() + live.usable() - bytes.length}) {
      memory.read(start, bytes, 0, bytes.length);
      int at = Arrays.mismatch(bytes, expected);
      if (at >= 0) {
        throw new AssertionError(
            "somebody wrote 0x%02x at 0x%x, which belongs to %s"
                .formatted(bytes[at], start + at, live));
      }
    }
  }

  /** Checks that all bytes are as their owners left them. */
  void checkAll() {
    all().forEach(this::check);
  }

  /** All objects and blocks, the lowest address first. */
  List<Live> all() {
    return new ArrayList<>(byAddress.values());
  }

  /** Bytes asked for, all owners together. */
  long requested() {
    return byAddress.values().stream().mapToLong(Live::requested).sum();
  }

  /** Bytes asked for by one owner. */
  long requestedBy(int owner) {
    return byAddress.values().stream()
        .filter(live -> live.owner() == owner)
        .mapToLong(Live::requested)
        .sum();
  }
}
