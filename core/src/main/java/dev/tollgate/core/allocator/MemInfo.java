package dev.tollgate.core.allocator;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.machine.PageCounts;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What /proc/meminfo would say, as far as it is known.
 *
 * @param kibibytes value by the line's name without colon
 */
public record MemInfo(ImmutableMap<String, Long> kibibytes) {

  private static final int KIBIBYTES_SHIFT = PhysicalMemory.FRAME_SHIFT - 10;

  /**
   * Lines about what a simulated machine does not have: page cache, processes' memory, swap, high
   * memory, file systems. They are 0, not unknown.
   */
  private static final ImmutableList<String> ABSENT =
      ImmutableList.of(
          "Buffers",
          "Cached",
          "SwapCached",
          "Active",
          "Inactive",
          "Active(anon)",
          "Inactive(anon)",
          "Active(file)",
          "Inactive(file)",
          "Unevictable",
          "Mlocked",
          "HighTotal",
          "HighFree",
          "SwapTotal",
          "SwapFree",
          "Dirty",
          "Writeback",
          "AnonPages",
          "Mapped",
          "Shmem",
          "NFS_Unstable",
          "Bounce",
          "WritebackTmp");

  /** The frames of a machine that has nothing but a kernel allocator in them. */
  public static MemInfo of(PageCounts pages, SlabPages slab) {
    ImmutableMap.Builder<String, Long> lines = ImmutableMap.builder();
    ABSENT.forEach(line -> lines.put(line, 0L));
    lines.put("MemTotal", kibibytes(pages.totalFrames()));
    lines.put("MemFree", kibibytes(pages.freeFrames()));
    lines.put("LowTotal", kibibytes(pages.totalFrames()));
    lines.put("LowFree", kibibytes(pages.freeFrames()));
    lines.put("KReclaimable", kibibytes(slab.reclaimableFrames()));
    lines.put("Slab", kibibytes(slab.reclaimableFrames() + slab.unreclaimableFrames()));
    lines.put("SReclaimable", kibibytes(slab.reclaimableFrames()));
    lines.put("SUnreclaim", kibibytes(slab.unreclaimableFrames()));
    return new MemInfo(lines.buildOrThrow());
  }

  /** The same with lines added, or with other values for them. */
  public MemInfo with(Map<String, Long> more) {
    Map<String, Long> lines = new LinkedHashMap<>(kibibytes);
    lines.putAll(more);
    return new MemInfo(ImmutableMap.copyOf(lines));
  }

  private static long kibibytes(long frames) {
    return frames << KIBIBYTES_SHIFT;
  }
}
