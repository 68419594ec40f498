package dev.tollgate.workload.net;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleAccount;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Processors;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's memory for packets, taken as Linux 2.6.21 does ({@code net/core/skbuff.c}, {@code
 * __alloc_skb}): the sk_buff from the cache {@code skbuff_head_cache}, its linear part from kmalloc
 * with {@link #HEADROOM} bytes before and the fragment table behind it.
 *
 * <p>The {@link PacketBuffer} objects themselves are used again and again: after a while nothing is
 * allocated on the host.
 */
public final class PacketMemory {

  /** Bytes left free before the linear part: NET_SKB_PAD. */
  public static final int HEADROOM = 16;

  /** sizeof(struct sk_buff) on x86-64. */
  static final int STRUCTURE_BYTES = 232;

  /** sizeof(struct skb_shared_info) on x86-64: 24 bytes and 18 fragments of 16. */
  static final int SHARED_INFO_BYTES = 24 + 16 * PacketBuffer.MAX_FRAGMENTS;

  private static final int CACHE_LINE = 64;

  /** The place in the kernel that takes this memory. */
  private static final String SITE = "__alloc_skb";

  /** One sk_buff and its fragment table made ready. */
  public static final Step PACKET_SETUP =
      new Step(
          "packet-setup",
          "sk_buff made ready",
          Price.estimated(150, "232 bytes cleared, a dozen stores, 4 cache lines touched first"));

  private final KernelAllocator allocator;
  private final ObjectCache structures;
  private final int site;
  private final Processors processors;
  private final PageAllocator pages;
  private final CycleAccount setups;
  private final CycleAccount pageFrees;
  private @Nullable PacketBuffer free;
  private long live;
  private long failures;

  /** Packets of {@code machine}, whose memory comes from {@code allocator}. */
  public PacketMemory(KernelAllocator allocator, Machine machine) {
    this.allocator = allocator;
    this.processors = machine.processors();
    CycleLedger ledger = machine.ledger();
    this.structures =
        allocator.createCache(
            new CacheSpec(
                "skbuff_head_cache",
                STRUCTURE_BYTES,
                0,
                ImmutableSet.of(CacheSpec.Flag.HWCACHE_ALIGN, CacheSpec.Flag.PANIC)));
    this.pages = machine.pages();
    this.site = allocator.callSite(SITE);
    this.setups = ledger.account(CostCenter.PROTOCOL, PACKET_SETUP);
    this.pageFrees = ledger.account(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
  }

  /**
   * Takes memory for a packet: {@code dev_alloc_skb}.
   *
   * @param bytes room of the linear part
   * @return a packet with {@link PacketBuffer#head} at the first byte and no length yet, or null if
   *     memory is short
   */
  public @Nullable PacketBuffer allocate(int bytes) {
    useThisCpu();
    allocator.calledFrom(site);
    long structure = structures.allocate();
    if (structure == KernelAllocator.FAILED) {
      failures++;
      return null;
    }
    long block = allocator.kmalloc(blockBytes(bytes));
    if (block == KernelAllocator.FAILED) {
      structures.free(structure);
      failures++;
      return null;
    }
    setups.one();
    PacketBuffer packet = shell();
    packet.structure = structure;
    packet.block = block;
    packet.head = block + HEADROOM;
    return packet;
  }

  /**
   * Takes an sk_buff for memory that somebody else has: {@code build_skb}.
   *
   * @param head first byte of the linear part
   * @param lender gets the memory back when the packet is freed
   * @param token what they know it by
   * @return a packet with no length yet, or null if memory is short
   */
  public @Nullable PacketBuffer around(long head, PacketPages lender, int token) {
    useThisCpu();
    long structure = structures.allocate();
    if (structure == KernelAllocator.FAILED) {
      failures++;
      return null;
    }
    setups.one();
    PacketBuffer packet = shell();
    packet.structure = structure;
    packet.lender = lender;
    packet.pageToken = token;
    packet.head = head;
    return packet;
  }

  /** A packet object without memory, for those who keep the memory themselves; {@link #free} it. */
  public PacketBuffer shell() {
    PacketBuffer packet = free;
    if (packet == null) {
      packet = new PacketBuffer();
    } else {
      free = packet.nextFree;
      packet.nextFree = null;
    }
    packet.clear();
    live++;
    return packet;
  }

  /**
   * Gives a packet back, and the memory that was taken for it: {@code kfree_skb}. Fragments are not
   * touched unless it {@linkplain PacketBuffer#ownsPages owns} their pages.
   */
  public void free(PacketBuffer packet) {
    useThisCpu();
    if (packet.ownsPages) {
      for (int i = 0; i < packet.fragments; i++) {
        pageFrees.one();
        pages.free(packet.fragmentAddress[i] >>> PhysicalMemory.FRAME_SHIFT, 0);
      }
      packet.ownsPages = false;
    }
    if (packet.block != PacketBuffer.NONE) {
      allocator.kfree(packet.block);
      packet.block = PacketBuffer.NONE;
    }
    PacketPages lender = packet.lender;
    if (lender != null) {
      packet.lender = null;
      lender.giveBack(packet.pageToken);
    }
    if (packet.structure != PacketBuffer.NONE) {
      structures.free(packet.structure);
      packet.structure = PacketBuffer.NONE;
    }
    packet.nextFree = free;
    free = packet;
    live--;
  }

  /** Packets taken and not given back. */
  public long live() {
    return live;
  }

  /** Requests for which there was no memory. */
  public long failures() {
    return failures;
  }

  private void useThisCpu() {
    int cpu = processors.current();
    if (cpu != Processors.NONE) {
      allocator.runOn(cpu);
    }
  }

  /** Bytes asked of kmalloc for a linear part with room for {@code bytes}. */
  static int blockBytes(int bytes) {
    return ((bytes + HEADROOM + CACHE_LINE - 1) & -CACHE_LINE) + SHARED_INFO_BYTES;
  }
}
