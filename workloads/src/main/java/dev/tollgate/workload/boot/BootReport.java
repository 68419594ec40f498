package dev.tollgate.workload.boot;

import static dev.tollgate.core.machine.PhysicalMemory.FRAME_BYTES;
import static dev.tollgate.core.machine.PhysicalMemory.FRAME_SHIFT;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.allocator.KernelTexts;
import dev.tollgate.core.allocator.SlabPages;
import dev.tollgate.core.machine.BootClaim;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.metric.MetricSink;
import dev.tollgate.core.metric.Outcome;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a boot: whether it ended well, where all RAM is, and what /proc/meminfo says. */
final class BootReport {

  private static final int KIB_SHIFT = 10;

  /** Name of the file for the audit list of boot memory. */
  private static final String AUDIT = "bootmem";

  private final BootRun run;
  private final @Nullable BootFailure failure;
  private final @Nullable RamMap ram;
  private final ImmutableMap<String, Long> meminfo;

  BootReport(BootRun run, @Nullable BootFailure failure) {
    this.run = run;
    this.failure = failure;
    PageAllocator pages = run.pagesIfAny();
    if (pages == null) {
      ram = null;
      meminfo = ImmutableMap.of();
    } else {
      ram = ram(pages);
      ram.check(run.early().ramBytes());
      meminfo = meminfo(pages);
    }
  }

  private RamMap ram(PageAllocator pages) {
    EarlyMemory early = run.early();
    RamMap map = new RamMap();
    map.put("hole", EarlyMemory.HOLE_END - EarlyMemory.HOLE_START, "No RAM: display and BIOS");
    map.put("bios-data", FRAME_BYTES, "The first frame, kept for the BIOS");
    KernelImage image = early.image();
    map.put(
        "kernel",
        RamMap.frames(image.bytes()) - (run.isInitFreed() ? image.init() : 0),
        "The kernel's image, less what is freed after the start");
    map.put("page-tables", FRAME_BYTES + early.pageTableBytes(), "Page tables of the kernel");
    map.put("frame-descriptors", early.memMapBytes(), "struct page of each frame");
    map.put(
        "boot-memory",
        bootFrames() * FRAME_BYTES - early.memMapBytes() - early.pageTableBytes(),
        "Other boot memory, with the rest of its last frames");
    map.put(
        "kernel-pages", run.kernelPages() << FRAME_SHIFT, "Frames the kernel took itself: hashes");
    KernelAllocator allocator = run.allocatorIfAny();
    map.put(
        "allocator",
        allocator == null ? 0 : allocator.framesHeld() << FRAME_SHIFT,
        "Frames the allocator holds, stacks of tasks among them");
    UserSpace user = run.userIfAny();
    map.put("files", user == null ? 0 : user.cachedBytes(), "Page cache: files");
    map.put("buffers", user == null ? 0 : user.bufferBytes(), "Page cache: blocks of the disk");
    map.put("anonymous", user == null ? 0 : user.anonymousBytes(), "Memory of programs");
    map.put(
        "user-page-tables", user == null ? 0 : user.pageTableBytes(), "Page tables of programs");
    map.put("free", pages.freeFrames() << FRAME_SHIFT, "Free");
    return map;
  }

  /** Frames of boot memory, counted from the audit list; those reserved at the start are not. */
  private long bootFrames() {
    BitSet frames = new BitSet();
    for (BootClaim claim : run.early().allocations()) {
      frames.set(
          (int) (claim.address() >>> FRAME_SHIFT),
          (int) ((claim.address() + claim.bytes() - 1) >>> FRAME_SHIFT) + 1);
    }
    return frames.cardinality();
  }

  private ImmutableMap<String, Long> meminfo(PageAllocator pages) {
    UserSpace user = run.userIfAny();
    long total = pages.totalFrames() << FRAME_SHIFT;
    long free = pages.freeFrames() << FRAME_SHIFT;
    long cached = user == null ? 0 : user.cachedBytes();
    long buffers = user == null ? 0 : user.bufferBytes();
    long anonymous = user == null ? 0 : user.anonymousBytes();
    long used = cached + buffers + anonymous;
    long inactive = Math.min(used, run.options().user().inactive());
    long vmalloc = AddressSpace.vmallocBytes(run.early().ramBytes(), run.options().fixmapPages());
    KernelAllocator allocator = run.allocatorIfAny();
    SlabPages slab = allocator == null ? null : allocator.as(SlabPages.class);
    ImmutableMap.Builder<String, Long> lines = ImmutableMap.builder();
    lines.put("MemTotal", total >>> KIB_SHIFT);
    lines.put("MemFree", free >>> KIB_SHIFT);
    lines.put("Buffers", buffers >>> KIB_SHIFT);
    lines.put("Cached", cached >>> KIB_SHIFT);
    lines.put("SwapCached", 0L);
    lines.put("Active", (used - inactive) >>> KIB_SHIFT);
    lines.put("Inactive", inactive >>> KIB_SHIFT);
    lines.put("HighTotal", 0L);
    lines.put("HighFree", 0L);
    lines.put("LowTotal", total >>> KIB_SHIFT);
    lines.put("LowFree", free >>> KIB_SHIFT);
    lines.put("SwapTotal", 0L);
    lines.put("SwapFree", 0L);
    lines.put("Dirty", 0L);
    lines.put("Writeback", 0L);
    lines.put("Mapped", user == null ? 0 : user.mappedBytes() >>> KIB_SHIFT);
    lines.put(
        "Slab",
        slab == null
            ? 0
            : (slab.reclaimableFrames() + slab.unreclaimableFrames()) << FRAME_SHIFT >>> KIB_SHIFT);
    lines.put("Committed_AS", user == null ? 0 : user.size().committed() >>> KIB_SHIFT);
    lines.put("PageTables", user == null ? 0 : user.pageTableBytes() >>> KIB_SHIFT);
    lines.put("VmallocTotal", vmalloc >>> KIB_SHIFT);
    lines.put("VmallocUsed", 0L);
    lines.put("VmallocChunk", vmalloc >>> KIB_SHIFT);
    return lines.buildOrThrow();
  }

  /** Whether the boot ended well. */
  boolean booted() {
    return failure == null;
  }

  /** Why it did not; null if it did. */
  @Nullable BootFailure failure() {
    return failure;
  }

  /** What RAM is for; null if the boot ended before the page allocator had it. */
  @Nullable RamMap ram() {
    return ram;
  }

  /**
   * The lines of /proc/meminfo in KiB; empty if the boot ended before there was anything to say.
   */
  ImmutableMap<String, Long> meminfo() {
    return meminfo;
  }

  /** How it ended, in one line. */
  String message() {
    Long free = meminfo.get("MemFree");
    return failure == null
        ? "booted, %d KiB free of %d".formatted(free, meminfo.get("MemTotal"))
        : "does not boot: " + failure.message();
  }

  void report(MetricSink sink) {
    run.pictures().report(sink);
    texts(sink);
    sink.outcome(new Outcome(booted(), message()));
    sink.metric("workload.boot.booted", booted() ? 1 : 0, "count", "1 if the machine booted");
    sink.metric("workload.boot.rows", run.rowsDone(), "count", "Rows of requests that were met");
    if (failure != null) {
      sink.metric("workload.boot.failed.bytes", failure.bytes(), "bytes", "Size of what failed");
      sink.metric(
          "workload.boot.failed.order",
          failure.order(),
          "count",
          "Order of the block of frames that there was none of; -1 before the page allocator");
    }
    PageAllocator pages = run.pagesIfAny();
    if (ram == null || pages == null) {
      return;
    }
    ram.report(sink);
    sink.metric("workload.boot.stacks", run.stackBytes(), "bytes", "Stacks of all tasks");
    sink.metric("workload.boot.sysfs", run.sysfsFiles(), "count", "Files and folders of sysfs");
    sink.metric(
        "workload.boot.watermark", run.marks().min() << FRAME_SHIFT, "bytes", "Memory kept free");
    sink.metric(
        "workload.boot.pressed",
        pages.counts().pressed(),
        "count",
        "Requests for frames that found fewer than twice that");
    UserSpace user = run.userIfAny();
    sink.metric(
        "workload.boot.reclaimed",
        user == null ? 0 : user.reclaimed() << FRAME_SHIFT,
        "bytes",
        "Page cache given back");
    Table6.report(
        meminfo,
        (run.early().ramBytes() - hole()) >>> KIB_SHIFT,
        Table6.isMachine(run.early().ramBytes(), run.options()),
        sink);
  }

  /** The files in /proc as this machine's would read, and who took what of boot memory. */
  private void texts(MetricSink sink) {
    KernelAllocator allocator = run.allocatorIfAny();
    if (allocator != null) {
      Map<String, String> texts = KernelTexts.of(run.machine(), allocator, meminfo);
      texts.forEach(
          (name, text) -> {
            if (name.startsWith("meminfo-")) {
              sink.text(name, text);
            }
          });
    }
    EarlyMemory early = run.earlyIfAny();
    if (early != null) {
      StringBuilder audit = new StringBuilder();
      for (BootClaim claim : early.audit()) {
        audit.append("%08x %10d %s\n".formatted(claim.address(), claim.bytes(), claim.owner()));
      }
      sink.text(AUDIT, audit.toString());
    }
  }

  private static long hole() {
    return EarlyMemory.HOLE_END - EarlyMemory.HOLE_START;
  }
}
