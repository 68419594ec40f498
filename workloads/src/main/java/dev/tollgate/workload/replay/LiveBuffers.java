package dev.tollgate.workload.replay;

import dev.tollgate.core.dma.DmaDirection;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * The buffers that a trace has mapped at one moment: for each, where the recorded machine put it
 * and where the simulated one did. Slots are numbered from 0 and used again.
 */
final class LiveBuffers {

  static final int NONE = -1;

  private final Long2IntOpenHashMap[] slotByAddress;
  private long[] bus = new long[64];
  private long[] sizes = new long[64];
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
      slotByAddress[device].defaultReturnValue(NONE);
    }
  }

  /** Slot of the buffer that the recorded machine mapped at {@code address}, or {@link #NONE}. */
  int find(int device, long address) {
    return slotByAddress[device].get(address);
  }

  int add(int device, long address, long busAddress, long size, DmaDirection direction) {
    int slot = freeCount > 0 ? free[--freeCount] : used++;
    if (slot == bus.length) {
      bus = Arrays.copyOf(bus, 2 * slot);
      sizes = Arrays.copyOf(sizes, 2 * slot);
      directions = Arrays.copyOf(directions, 2 * slot);
      devices = Arrays.copyOf(devices, 2 * slot);
      free = Arrays.copyOf(free, 2 * slot);
    }
    bus[slot] = busAddress;
    sizes[slot] = size;
    directions[slot] = direction;
    devices[slot] = device;
    slotByAddress[device].put(address, slot);
    peak = Math.max(peak, used - freeCount);
    return slot;
  }

  void remove(int device, long address, int slot) {
    slotByAddress[device].remove(address);
    free[freeCount++] = slot;
  }

  long bus(int slot) {
    return bus[slot];
  }

  long size(int slot) {
    return sizes[slot];
  }

  DmaDirection direction(int slot) {
    return directions[slot];
  }

  int device(int slot) {
    return devices[slot];
  }

  int live() {
    return used - freeCount;
  }

  int peak() {
    return peak;
  }
}
