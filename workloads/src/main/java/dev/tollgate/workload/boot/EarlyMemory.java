package dev.tollgate.workload.boot;

import static dev.tollgate.core.machine.PhysicalMemory.FRAME_BYTES;
import static dev.tollgate.core.machine.PhysicalMemory.FRAME_SHIFT;

import dev.tollgate.core.allocator.PageMap;
import dev.tollgate.core.machine.BootClaim;
import dev.tollgate.core.machine.BootMemory;
import dev.tollgate.core.machine.Bootmem;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import java.util.List;

/**
 * A PC's memory until the page allocator has it: what i386's setup_arch, paging_init and
 * free_area_init of Linux 2.6.5 put where.
 *
 * <p>RAM is 0 to 640 KiB and 1 MiB to its end; what lies between is the display adapter's and the
 * BIOS's ("Linux-tiny", OLS 2004, section 5: 2 MiB are "a total of 1664K after accounting for BIOS
 * memory holes"). The first frame keeps the BIOS's data. The kernel stands at 1 MiB; the page table
 * it starts with and the bitmap of boot memory follow.
 */
final class EarlyMemory {

  /** First byte that is no RAM. */
  static final long HOLE_START = 640L << 10;

  /** First byte that is RAM again. */
  static final long HOLE_END = KernelImage.START;

  private static final String STEP = "setup_arch";
  private static final String KERNEL = "kernel";
  private static final String BITMAP = "bootmem_bitmap";

  /** Alignment of small requests: a cache line of the CPUs of the time. */
  private static final int LINE = 32;

  /** Bytes that one page table maps. */
  private static final long TABLE_REACH = 4L << 20;

  /** The buddy system of 2.6.5 has a bitmap for each order but the highest. */
  private static final int BITMAPS = PageAllocator.MAX_ORDER;

  /** A bit for each two blocks of an order, in bytes: log2 of the frames that a byte is for. */
  private static final int BITMAP_SHIFT = 4;

  private static final int WORD_BYTES = 4;

  /** Bytes of a wait queue on one CPU: the head of a list. */
  private static final int WAIT_QUEUE_BYTES = 8;

  private static final int FRAMES_PER_WAIT_QUEUE = 256;
  private static final int FEWEST_WAIT_QUEUES = 4;

  private final Machine machine;
  private final KernelImage image;
  private final long ram;
  private final Bootmem bootmem;
  private final long mapFrame;
  private final int reservations;
  private long memMapBytes;
  private long pageTableBytes;
  private boolean handedOver;
  private boolean initFreed;

  /**
   * Loads the kernel.
   *
   * @throws BootHalt if there is no room
   */
  EarlyMemory(Machine machine, KernelImage image) {
    this.machine = machine;
    this.image = image;
    this.ram = machine.profile().pageFrames() << FRAME_SHIFT;
    long firstTable = roundUp(image.end());
    mapFrame = (firstTable + FRAME_BYTES) >>> FRAME_SHIFT;
    long end = (mapFrame << FRAME_SHIFT) + roundUp(Bootmem.mapBytes(ram >>> FRAME_SHIFT));
    if (end > ram) {
      throw new BootHalt(
          new BootFailure(
              STEP,
              "loading the kernel, its first page table and the bitmap of boot memory",
              end - HOLE_END,
              BootFailure.NO_ORDER,
              "%d bytes of RAM lie above 1 MiB".formatted(Math.max(0, ram - HOLE_END))));
    }
    bootmem = new Bootmem(machine.memory(), mapFrame << FRAME_SHIFT, ram >>> FRAME_SHIFT);
    bootmem.free(0, HOLE_START);
    bootmem.free(HOLE_END, ram - HOLE_END);
    bootmem.reserve(KERNEL, HOLE_END, image.bytes());
    bootmem.reserve("page_table_of_start", firstTable, FRAME_BYTES);
    bootmem.reserve(BITMAP, mapFrame << FRAME_SHIFT, Bootmem.mapBytes(ram >>> FRAME_SHIFT));
    bootmem.reserve("bios_data", 0, FRAME_BYTES);
    reservations = bootmem.claims().size();
  }

  /** Makes what the kernel needs to know its memory: page tables, descriptors of all frames. */
  void describe(BootOptions options) {
    long tables = 1 + (options.largePages() ? 0 : (ram + TABLE_REACH - 1) / TABLE_REACH);
    for (long table = 0; table < tables; table++) {
      allocate("paging_init", "page_table", FRAME_BYTES, FRAME_BYTES);
      pageTableBytes += FRAME_BYTES;
    }
    long frames = ram >>> FRAME_SHIFT;
    memMapBytes = frames * options.structPageBytes();
    allocate("free_area_init", "mem_map", memMapBytes, LINE);
    int queues = FEWEST_WAIT_QUEUES;
    while (queues * (long) FRAMES_PER_WAIT_QUEUE < frames) {
      queues *= 2;
    }
    allocate("free_area_init", "wait_table", queues * (long) WAIT_QUEUE_BYTES, LINE);
    for (int order = 0; order < BITMAPS; order++) {
      long bytes = (((frames - 1) >>> (order + BITMAP_SHIFT)) + WORD_BYTES) & -WORD_BYTES;
      allocate("free_area_init", "zone_bitmap", bytes, LINE);
    }
  }

  /** Bytes of boot memory for one of the boot's requests. */
  void allocate(String step, String name, long bytes) {
    allocate(step, name, bytes, LINE);
  }

  private void allocate(String step, String name, long bytes, long alignment) {
    if (bootmem.allocate(name, bytes, alignment, 0) == BootMemory.NO_ADDRESS) {
      throw new BootHalt(
          new BootFailure(
              step,
              "boot memory for " + name,
              bytes,
              BootFailure.NO_ORDER,
              "%d frames free, no run that fits".formatted(bootmem.freeFrames())));
    }
  }

  /** Ends boot memory; the bitmap's own frames come last. */
  PageAllocator handOver() {
    bootmem.handOver(machine.bootMemory());
    PageAllocator pages = machine.pages();
    handedOver = true;
    pages.release(mapFrame, roundUp(Bootmem.mapBytes(ram >>> FRAME_SHIFT)) >>> FRAME_SHIFT);
    return pages;
  }

  /** Frees the part of the image that was for the start. */
  void freeInit(PageAllocator pages) {
    if (image.init() > 0) {
      pages.release(image.initStart() >>> FRAME_SHIFT, image.init() >>> FRAME_SHIFT);
    }
    initFreed = true;
  }

  /** Marks what boot memory still keeps, and where there is no RAM. */
  void mark(PageMap map) {
    long frames = ram >>> FRAME_SHIFT;
    map.reserved(new BootClaim("display and BIOS", HOLE_START, HOLE_END - HOLE_START), frames);
    for (BootClaim claim : bootmem.claims()) {
      if (claim.owner().equals(KERNEL) && initFreed) {
        long initEnd = image.initStart() + image.init();
        map.reserved(new BootClaim(KERNEL, HOLE_END, image.initStart() - HOLE_END), frames);
        map.reserved(new BootClaim(KERNEL, initEnd, image.end() - initEnd), frames);
      } else if (!claim.owner().equals(BITMAP) || !handedOver) {
        map.reserved(claim, frames);
      }
    }
  }

  /** The kernel's image. */
  KernelImage image() {
    return image;
  }

  /** Bytes from address 0 to the end of RAM. */
  long ramBytes() {
    return ram;
  }

  /** Bytes of the descriptors of all frames. */
  long memMapBytes() {
    return memMapBytes;
  }

  /** Bytes of the kernel's page tables, that of the start not included. */
  long pageTableBytes() {
    return pageTableBytes;
  }

  /** Who took what of boot memory, in order; what was reserved at the start comes first. */
  List<BootClaim> audit() {
    return bootmem.claims();
  }

  /** The audit list without what was reserved at the start. */
  List<BootClaim> allocations() {
    return bootmem.claims().subList(reservations, bootmem.claims().size());
  }

  private static long roundUp(long bytes) {
    return (bytes + FRAME_BYTES - 1) & -FRAME_BYTES;
  }
}
