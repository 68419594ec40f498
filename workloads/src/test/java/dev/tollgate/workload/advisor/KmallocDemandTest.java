package dev.tollgate.workload.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.core.error.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KmallocDemandTest {

  private final Path folder;

  KmallocDemandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private KmallocDemand read(String text) throws IOException {
    Path file = folder.resolve("trace");
    Files.writeString(file, text);
    return KmallocDemand.of(file);
  }

  private static String allocation(int millis, String site, String pointer, int bytes) {
    return "sh-1 [000] .... 1.%03d000: kmalloc: call_site=%s ptr=%s bytes_req=%d bytes_alloc=64 gfp_flags=GFP_KERNEL%n"
        .formatted(millis, site, pointer, bytes);
  }

  private static String free(int millis, String pointer) {
    return "sh-1 [000] .... 1.%03d000: kfree: call_site=x+0x1/0x2 ptr=%s%n"
        .formatted(millis, pointer);
  }

  @Test
  void countsByCallSiteAndSizeAtThePeakAndOverTime() throws IOException {
    KmallocDemand demand =
        read(
            allocation(0, "a+0x1/0x2", "00000000aaaa0001", 40)
                + allocation(100, "b+0x1/0x2", "00000000aaaa0002", 50)
                + free(200, "00000000aaaa0001")
                + allocation(300, "b+0x1/0x2", "00000000aaaa0003", 20)
                + free(400, "00000000aaaa0002"));

    assertThat(demand.peakBytes()).isEqualTo(90);
    assertThat(demand.allocations()).isEqualTo(3);
    assertThat(demand.sites())
        .extracting(SiteDemand::site)
        .containsExactly("a+0x1/0x2", "b+0x1/0x2");
    assertThat(demand.sizes())
        .containsExactly(
            new SizeDemand(20, 1, 0, 250),
            new SizeDemand(40, 1, 1, 500),
            new SizeDemand(50, 1, 1, 750));
    assertThat(demand.sites().get(1).largest()).isEqualTo(50);
  }

  @Test
  void countsWhatDoesNotFit() throws IOException {
    KmallocDemand demand =
        read(
            allocation(0, "a", "00000000aaaa0001", 40)
                + allocation(1, "a", "00000000aaaa0001", 40)
                + allocation(2, "a", "0000000000000010", 0)
                + free(3, "0000000000000010")
                + free(3, "0000000000000000")
                + allocation(4, "a", "(null)", 99)
                + free(5, "00000000bbbb0001"));

    assertThat(demand.allocatedTwice()).isEqualTo(1);
    assertThat(demand.failed()).isEqualTo(1);
    assertThat(demand.strangeFrees()).isEqualTo(1);
    assertThat(demand.peakBytes()).isEqualTo(40);
  }

  @Test
  void plainTracesHaveNoCallSitesAndAnEventIsTheirTime() throws IOException {
    KmallocDemand demand =
        read("kmalloc 1 100\nkmalloc 2 0\nkfree 2\ncache c 8 8 -\nalloc c 3\nkfree 1\n");

    assertThat(demand.sites()).extracting(SiteDemand::site).containsExactly(KmallocDemand.NO_SITE);
    assertThat(demand.sizes()).containsExactly(new SizeDemand(100, 1, 1, 1000));
    assertThat(demand.strangeFrees()).isZero();
  }

  @Test
  void aTraceWithoutKmallocIsRefused() {
    assertThatThrownBy(() -> read("map 1 1\nunmap 1\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no kmalloc in it");
  }

  @Test
  void aLaterHigherPeakReplacesTheEarlierOne() throws IOException {
    KmallocDemand demand =
        read("kmalloc 1 100\nkfree 1\nkmalloc 2 60\nkmalloc 3 60\nkfree 2\nkmalloc 4 50\n");

    assertThat(demand.peakBytes()).isEqualTo(120);
    assertThat(demand.sizes())
        .extracting(SizeDemand::bytes, SizeDemand::heldAtPeak)
        .containsExactly(tuple(50L, 0L), tuple(60L, 2L), tuple(100L, 0L));
  }
}
