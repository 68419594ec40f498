package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import dev.tollgate.core.machine.BuddyPageAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** /proc/meminfo, against what real kernels printed. */
class MemInfoFormatTest {

  private static final SlabPages SLAB =
      new SlabPages() {
        @Override
        public long reclaimableFrames() {
          return 5;
        }

        @Override
        public long unreclaimableFrames() {
          return 20;
        }
      };

  private static MemInfo parsed(String text) {
    ImmutableMap.Builder<String, Long> lines = ImmutableMap.builder();
    text.lines()
        .forEach(
            line -> {
              List<String> words =
                  Splitter.on(' ').omitEmptyStrings().splitToList(line.replace(':', ' '));
              lines.put(words.get(0), Long.valueOf(words.get(1)));
            });
    return new MemInfo(lines.buildOrThrow());
  }

  @Test
  void printsWhatLinux61PrintedByteForByte() throws IOException {
    String real =
        Resources.toString(
            Resources.getResource(MemInfoFormatTest.class, "meminfo-6.1.txt"),
            StandardCharsets.UTF_8);
    assertThat(MemInfoFormat.V6_1.text(parsed(real))).isEqualTo(real);
  }

  @Test
  void printsTable6() {
    // The paper's lines; the columns are those of the kernel's format, "%8lu".
    String table6 =
        """
        MemTotal:          980 kB
        MemFree:           312 kB
        Buffers:            32 kB
        Cached:            296 kB
        SwapCached:          0 kB
        Active:            400 kB
        Inactive:           48 kB
        HighTotal:           0 kB
        HighFree:            0 kB
        LowTotal:          980 kB
        LowFree:           312 kB
        SwapTotal:           0 kB
        SwapFree:            0 kB
        Dirty:               0 kB
        Writeback:           0 kB
        Mapped:            380 kB
        Slab:                0 kB
        Committed_AS:      132 kB
        PageTables:         24 kB
        VmallocTotal:  1032172 kB
        VmallocUsed:         0 kB
        VmallocChunk:  1032172 kB
        """;
    assertThat(MemInfoFormat.V2_6.text(parsed(table6))).isEqualTo(table6);
  }

  @Test
  void saysWhatPageAllocatorAndAllocatorKnowAndNothingElse() {
    BuddyPageAllocator pages = BuddyPageAllocator.ofAll(100);
    pages.allocate(3);
    MemInfo info = MemInfo.of(pages.counts(), SLAB);
    assertThat(MemInfoFormat.V2_6.text(info))
        .startsWith("MemTotal:          400 kB\nMemFree:           368 kB\n")
        .contains("LowFree:           368 kB\n", "Slab:              100 kB\n")
        .doesNotContain("Committed_AS", "PageTables", "Vmalloc");
    assertThat(MemInfoFormat.V6_1.text(info))
        .contains(
            """
            KReclaimable:         20 kB
            Slab:                100 kB
            SReclaimable:         20 kB
            SUnreclaim:           80 kB
            NFS_Unstable:          0 kB
            """)
        .doesNotContain("MemAvailable", "KernelStack", "LowTotal");
    assertThat(MemInfoFormat.V2_6.text(info.with(ImmutableMap.of("PageTables", 24L, "Cached", 8L))))
        .contains("Cached:              8 kB\n", "PageTables:         24 kB\n");
  }
}
