package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.allocator.SlabGeometry;
import dev.tollgate.core.spi.CacheSpec.Flag;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The cuts of 2.6.5 against every line of a real /proc/slabinfo 2.0 (2.6.9, i386, SMP). */
class Geometry265Test {

  private static final int CACHE_LINE = 128;

  /**
   * Sizes before they were rounded up to 512, where that matters: whether the index lies off the
   * slab is decided before. Seven objects to a page, where eight would fit, show that it does not.
   */
  private static final ImmutableMap<String, Integer> ASKED =
      ImmutableMap.of("unix_sock", 448, "files_cache", 448);

  @Test
  void everyLineFollowsFromSizeAndFlags() {
    List<String> wrong = new ArrayList<>();
    int lines = 0;
    for (String line : OracleTrace.lines("slabinfo-2.6.9.txt")) {
      if (line.startsWith("slabinfo") || line.startsWith("#")) {
        continue;
      }
      lines++;
      List<String> words = Splitter.on(' ').omitEmptyStrings().splitToList(line);
      String expected =
          "%s objects, %s pages, limit %s, batch %s, of %s"
              .formatted(words.get(4), words.get(5), words.get(8), words.get(9), words.get(3));
      SlabGeometry geometry = geometry(words.get(0), Integer.parseInt(words.get(3)));
      String found =
          "%d objects, %d pages, limit %d, batch %d, of %d"
              .formatted(
                  geometry.objects(),
                  1 << geometry.order(),
                  geometry.limit(),
                  geometry.batchCount(),
                  geometry.slotSize());
      if (!found.equals(expected)) {
        wrong.add(words.get(0) + ": " + found + "; really " + expected);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(lines).isEqualTo(65);
  }

  private static SlabGeometry geometry(String name, int slot) {
    BufctlGeometry rule = new BufctlGeometry(1, CACHE_LINE, new Queues(2, 2));
    int size = ASKED.getOrDefault(name, slot);
    ImmutableSet<Flag> aligned = ImmutableSet.of(Flag.HWCACHE_ALIGN);
    boolean wasAligned = slot % rule.alignment(size, 0, aligned) == 0;
    ImmutableSet<Flag> flags = wasAligned ? aligned : ImmutableSet.of();
    return Objects.requireNonNull(rule.geometry(size, rule.alignment(size, 0, flags), flags), name);
  }
}
