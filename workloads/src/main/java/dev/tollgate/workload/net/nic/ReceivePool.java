package dev.tollgate.workload.net.nic;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.dma.DmaApi;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.workload.net.PacketBuffer;
import dev.tollgate.workload.net.PacketMemory;
import dev.tollgate.workload.net.PacketPages;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pages for receive buffers that are mapped once and used again and again, after Linux's page pool
 * ({@code net/core/page_pool.c}): a packet made of one goes up as it is, and when the stack frees
 * it, the page comes back here and is posted again, still mapped.
 *
 * <p>Each block of pages holds one buffer and nothing else, so that the device reaches nobody's
 * memory beside it; but it can write to a packet that the stack is still reading. A block is mapped
 * when it is taken from the page allocator, all of it for the device to write; the driver lets the
 * CPU see a frame by a sync, and the device the block, when it comes back. The pool grows as far as
 * the ring and the stack together need, and gives everything back when the driver stops, blocks
 * that the stack still has as soon as it frees them.
 */
final class ReceivePool implements PacketPages {

  private static final int NONE = -1;

  private final DmaApi dma;
  private final int device;
  private final PacketMemory packets;
  private final Machine machine;
  private final DriverCounts counts;
  private final int order;
  private final long blockBytes;
  private final CycleLedger ledger;
  private final int allocations;
  private final int frees;
  private final int recyclings;

  private long[] frames = new long[64];
  private long[] busAddresses = new long[64];
  private int[] next = new int[64];
  private int blocks;
  private int free = NONE;
  private int emptyPlaces = NONE;
  private boolean stopped;

  /** A pool of blocks with room for {@code bytes}, which begins empty. */
  ReceivePool(DriverContext context, int bytes, DriverCounts counts) {
    this.dma = context.dma();
    this.device = context.device();
    this.packets = context.packets();
    this.machine = context.machine();
    this.counts = counts;
    int pages =
        (PacketMemory.HEADROOM + bytes + PhysicalMemory.FRAME_BYTES - 1)
            >>> PhysicalMemory.FRAME_SHIFT;
    this.order = Integer.SIZE - Integer.numberOfLeadingZeros(pages - 1);
    this.blockBytes = (long) PhysicalMemory.FRAME_BYTES << order;
    this.ledger = machine.ledger();
    this.allocations = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_ALLOCATION);
    this.frees = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
    this.recyclings = ledger.open(CostCenter.DRIVER, NicSteps.POOL_PAGE);
  }

  /**
   * A packet around a block, which is mapped, or null if there is no memory or it cannot be mapped.
   *
   * @param offset bytes to leave free before the first one, beside the usual headroom
   */
  @Nullable PacketBuffer take(int offset) {
    stopped = false;
    int block = free;
    if (block == NONE) {
      block = make();
      if (block == NONE) {
        return null;
      }
    } else {
      free = next[block];
      ledger.add(recyclings, 1);
      dma.syncForDevice(device, busAddresses[block], blockBytes, DmaDirection.FROM_DEVICE);
      counts.poolRecycled++;
    }
    long head = (frames[block] << PhysicalMemory.FRAME_SHIFT) + PacketMemory.HEADROOM + offset;
    PacketBuffer packet = packets.around(head, this, block);
    if (packet == null) {
      push(block);
    }
    return packet;
  }

  /** Where the device finds the first byte of a packet of this pool. */
  long busAddress(PacketBuffer packet) {
    int block = packet.pageToken;
    return busAddresses[block] + packet.head - (frames[block] << PhysicalMemory.FRAME_SHIFT);
  }

  @Override
  public void giveBack(int block) {
    if (stopped) {
      end(block);
    } else {
      ledger.add(recyclings, 1);
      push(block);
    }
  }

  /** Unmaps and frees what nobody uses, and from now on what comes back. */
  void stop() {
    stopped = true;
    while (free != NONE) {
      int block = free;
      free = next[block];
      end(block);
    }
  }

  private int make() {
    ledger.add(allocations, 1);
    long frame = machine.pages().allocate(order);
    if (frame == PageAllocator.NO_FRAME) {
      return NONE;
    }
    long bus = dma.mapPage(device, frame, 0, blockBytes, DmaDirection.FROM_DEVICE);
    if (dma.mappingError(device, bus)) {
      ledger.add(frees, 1);
      machine.pages().free(frame, order);
      return NONE;
    }
    counts.poolMapped++;
    int block = place();
    frames[block] = frame;
    busAddresses[block] = bus;
    return block;
  }

  private void end(int block) {
    dma.unmapPage(device, busAddresses[block], blockBytes, DmaDirection.FROM_DEVICE);
    ledger.add(frees, 1);
    machine.pages().free(frames[block], order);
    next[block] = emptyPlaces;
    emptyPlaces = block;
  }

  private void push(int block) {
    next[block] = free;
    free = block;
  }

  private int place() {
    if (emptyPlaces != NONE) {
      int block = emptyPlaces;
      emptyPlaces = next[block];
      return block;
    }
    if (blocks == next.length) {
      frames = Arrays.copyOf(frames, 2 * blocks);
      busAddresses = Arrays.copyOf(busAddresses, 2 * blocks);
      next = Arrays.copyOf(next, 2 * blocks);
    }
    return blocks++;
  }
}
