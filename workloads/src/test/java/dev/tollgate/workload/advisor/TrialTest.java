package dev.tollgate.workload.advisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is to be tried, and what is predicted of it, worked out by hand. */
class TrialTest {

  private final Path trace;

  TrialTest(@TempDir Path folder) throws IOException {
    trace = folder.resolve("trace");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      append(text, i, "iova_alloc+0x1/0x2", 1032);
    }
    append(text, 10, "few+0x1/0x2", 33);
    append(text, 11, "large+0x1/0x2", 9000);
    text.append(
        "sh-1 [000] .... 2.000000: kfree: call_site=f+0x1/0x2 ptr=00000000aaaa000b%n".formatted());
    append(text, 12, "few+0x1/0x2", 33);
    Files.writeString(trace, text);
  }

  private static void append(StringBuilder text, int number, String site, int bytes) {
    text.append(
        "sh-1 [000] .... 1.%06d: kmalloc: call_site=%s ptr=00000000aaaa%04x bytes_req=%d bytes_alloc=2048 gfp_flags=GFP_KERNEL%n"
            .formatted(number, site, number, bytes));
  }

  private ImmutableList<Trial> trials(int alignment) {
    return Trial.of(Advice.of(trace, Weight.TOTAL, alignment));
  }

  @Test
  void thePeakIsKnownByItsLine() {
    assertThat(Advice.of(trace, Weight.PEAK, 8).demand().peakLine()).isEqualTo(12);
  }

  @Test
  void classesSaveTheirDifferenceInSlackAtThePeakWhateverTheWeight() {
    Trial classes = trials(8).get(1);

    assertThat(classes.allocator()).isEqualTo("slab");
    assertThat(classes.name()).isEqualTo("slab, best 11");
    assertThat(classes.settings())
        .containsExactly(
            "allocator.slab.min-align=8B",
            "allocator.slab.classes=\"32,40,64,128,256,512,1024,1032,2048,4096,8192\"");
    assertThat(classes.saved()).isEqualTo(10 * (2048 - 1032) + (64 - 40));
  }

  @Test
  void onlyCallSitesThatSaveAPageGetCachesOfTheirOwn() {
    Trial caches = trials(8).get(2);

    assertThat(caches.name()).isEqualTo("slab, 1 cache of its own");
    assertThat(caches.settings())
        .containsExactly(
            "allocator.slab.min-align=8B",
            "workload.allocations.own-caches=\"iova_alloc+0x1/0x2=1032\"");
    assertThat(caches.saved()).isEqualTo(10 * (2048 - 1032));
  }

  @Test
  void slobSavesClassesAndCostsHeaders() {
    Trial slob = trials(8).get(3);

    assertThat(slob.allocator()).isEqualTo("slob");
    // 9000 bytes take four pages in both.
    assertThat(slob.saved()).isEqualTo(10 * (2048 - 1040) + (64 - 42));
    assertThat(trials(64).get(3).settings()).containsExactly("allocator.slob.min-align=64B");
    assertThat(trials(64).get(3).saved()).isEqualTo(10 * (2048 - 1096) + (64 - 98));
  }
}
