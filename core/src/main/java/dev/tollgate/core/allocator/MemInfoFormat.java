package dev.tollgate.core.allocator;

import com.google.common.collect.ImmutableList;
import java.util.Locale;

/**
 * The versions of the text of /proc/meminfo: which lines it has, in which order and how wide.
 *
 * <p>Sources: Linux 2.6.5 fs/proc/proc_misc.c, as Table 6 of Mackall, "Linux-tiny And Directions
 * For Small Systems" (OLS 2004) shows it; Linux 6.1 fs/proc/meminfo.c on x86-64.
 */
public enum MemInfoFormat {
  /** Linux 2.6.0 to 2.6.8. */
  V2_6(
      14,
      ImmutableList.of(
          "MemTotal",
          "MemFree",
          "Buffers",
          "Cached",
          "SwapCached",
          "Active",
          "Inactive",
          "HighTotal",
          "HighFree",
          "LowTotal",
          "LowFree",
          "SwapTotal",
          "SwapFree",
          "Dirty",
          "Writeback",
          "Mapped",
          "Slab",
          "Committed_AS",
          "PageTables",
          "VmallocTotal",
          "VmallocUsed",
          "VmallocChunk")),
  /** Linux 6.1. */
  V6_1(
      16,
      ImmutableList.of(
          "MemTotal",
          "MemFree",
          "MemAvailable",
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
          "SwapTotal",
          "SwapFree",
          "Dirty",
          "Writeback",
          "AnonPages",
          "Mapped",
          "Shmem",
          "KReclaimable",
          "Slab",
          "SReclaimable",
          "SUnreclaim",
          "KernelStack",
          "PageTables",
          "SecPageTables",
          "NFS_Unstable",
          "Bounce",
          "WritebackTmp",
          "CommitLimit",
          "Committed_AS",
          "VmallocTotal",
          "VmallocUsed",
          "VmallocChunk",
          "Percpu",
          "DirectMap4k",
          "DirectMap2M",
          "DirectMap1G"));

  private final int labelWidth;
  private final ImmutableList<String> lines;

  MemInfoFormat(int labelWidth, ImmutableList<String> lines) {
    this.labelWidth = labelWidth;
    this.lines = lines;
  }

  /** The names of its lines, in order. */
  public ImmutableList<String> lines() {
    return lines;
  }

  /** The text: those of its lines that {@code info} knows. */
  public String text(MemInfo info) {
    StringBuilder text = new StringBuilder(1 << 11);
    for (String line : lines) {
      Long kibibytes = info.kibibytes().get(line);
      if (kibibytes != null) {
        text.append(
            String.format(Locale.ROOT, "%-" + labelWidth + "s%8d kB\n", line + ":", kibibytes));
      }
    }
    return text.toString();
  }
}
