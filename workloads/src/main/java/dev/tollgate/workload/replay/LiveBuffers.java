package dev.tollgate.workload.replay;

import dev.tollgate.core.dma.DmaDirection;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * The buffers that a trace has mapped at one moment: for each, where the recorded machine put it
 * and where the simulated one did. Slots are numbered from 0 and used again.
 *
 * <p>Addresses that nothing is mapped at any more are remembered, so memory grows with the number
 * of different addresses, not with the length of the trace.
 */
final class LiveBuffers {

  /** Nothing was ever mapped or unmapped at the address. */
  static final int NEVER = -1;

  /** What was mapped at the address was unmapped. */
  static final int GONE = -2;

  /** What is mapped at the address takes no part in the replay. */
  static final int LEFT_OUT = -3;

  private final Long2IntOpenHashMap[] slotByAddress;
  private long[] addresses = new long[64];
  private long[] physical = new long[64];
  private long[] bus = new long[64];
  private long[] sizes = new long[64]; // 0 if the slot is free
  private long[] left = new long[64];
  private DmaDirection[] directions = new DmaDirection[64];
  private int[] devices = new int[64];
  private int[] free = new int[64];
  private int freeCount;
  private int used;
  private int peak;

  LiveBuffers(int devices) {
    slotByAddress = new Long2IntOpenHashMap[devices];
    for (int device = 0; device < devices; device++) {
      slotByAddress[device] = new Long2IntOpenHashMap();
      slotByAddress[device].defaultReturnValue(NEVER);
    }
  }

  /** Whether there is a device of this number. */
  boolean knows(int device) {
    return device >= 0 && device < slotByAddress.length;
  }

  /**
   * Slot of the buffer whose mapped part begins at {@code address} on the recorded machine; {@link
   * #NEVER}, {@link #GONE} or {@link #LEFT_OUT} if there is none.
   */
  int find(int device, long address) {
    return slotByAddress[device].get(address);
  }

  /** Enters a buffer; returns its slot. */
  int add(
      int device,
      long address,
      long physicalAddress,
      long busAddress,
      long size,
      DmaDirection direction) {
    int slot = freeCount > 0 ? free[--freeCount] : used++;
    if (slot == bus.length) {
      grow(2 * slot);
    }
    addresses[slot] = address;
    physical[slot] = physicalAddress;
    bus[slot] = busAddress;
    sizes[slot] = size;
    left[slot] = size;
    directions[slot] = direction;
    devices[slot] = device;
    slotByAddress[device].put(address, slot);
    peak = Math.max(peak, live());
    return slot;
  }

  private void grow(int slots) {
    addresses = Arrays.copyOf(addresses, slots);
    physical = Arrays.copyOf(physical, slots);
    bus = Arrays.copyOf(bus, slots);
    sizes = Arrays.copyOf(sizes, slots);
    left = Arrays.copyOf(left, slots);
    directions = Arrays.copyOf(directions, slots);
    devices = Arrays.copyOf(devices, slots);
    free = Arrays.copyOf(free, slots);
  }

  /** Says how many bytes the recorded machine mapped, if not as many as the simulated one. */
  void setLeft(int slot, long bytes) {
    left[slot] = bytes;
  }

  /** Takes the first {@code bytes} off a buffer's mapped part; the rest stays mapped. */
  void shorten(int slot, long bytes) {
    slotByAddress[devices[slot]].put(addresses[slot], GONE);
    addresses[slot] += bytes;
    left[slot] -= bytes;
    slotByAddress[devices[slot]].put(addresses[slot], slot);
  }

  /** Takes out a buffer. */
  void remove(int slot) {
    slotByAddress[devices[slot]].put(addresses[slot], GONE);
    sizes[slot] = 0;
    free[freeCount++] = slot;
  }

  /** Notes that nothing is mapped at an address. */
  void markGone(int device, long address) {
    slotByAddress[device].put(address, GONE);
  }

  /** Notes that what is mapped at an address takes no part in the replay. */
  void leaveOut(int device, long address) {
    slotByAddress[device].put(address, LEFT_OUT);
  }

  /** Forgets all addresses; all buffers must have been removed. */
  void forgetAddresses() {
    for (Long2IntOpenHashMap slots : slotByAddress) {
      slots.clear();
    }
  }

  /** Whether the slot holds a buffer. */
  boolean isLive(int slot) {
    return sizes[slot] != 0;
  }

  /** All slots that hold a buffer are smaller. */
  int slots() {
    return used;
  }

  /** Where the recorded machine mapped what is left of the buffer. */
  long address(int slot) {
    return addresses[slot];
  }

  /** The buffer's first byte in memory. */
  long physical(int slot) {
    return physical[slot];
  }

  /** Where the simulated machine mapped the buffer. */
  long bus(int slot) {
    return bus[slot];
  }

  /** Bytes of the whole buffer. */
  long size(int slot) {
    return sizes[slot];
  }

  /** Bytes of it that the recorded machine has not unmapped yet. */
  long left(int slot) {
    return left[slot];
  }

  DmaDirection direction(int slot) {
    return directions[slot];
  }

  int device(int slot) {
    return devices[slot];
  }

  /** Buffers mapped now. */
  int live() {
    return used - freeCount;
  }

  /** Most buffers mapped at one time. */
  int peak() {
    return peak;
  }
}
